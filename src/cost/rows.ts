// How many bytes the tables' rows have, by DynamoDB's own rules.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html

/** Bytes of a module's name: a UUID without its dashes has 32, a serial number about half of that. */
const moduleName = 16
/** Bytes of a timestamp in seconds: one for each two digits, and one. */
const seconds = 6
const key = 'moduleId'.length + moduleName + 'timestamp'.length + seconds

/** Bytes of a row of message_recv, with its expiry where messages do not stay for ever. */
export const messageRow = (expires: boolean): number => key + (expires ? 'expires'.length + seconds : 0)
/** Bytes of a row of weekly_diagnostic. */
export const reportRow = key + 'attempts'.length + 4
/** Bytes of a row of received_window: counts, what was counted before it, and what was published. */
export const windowRow = 220

/** Bytes that DynamoDB adds to each row that it stores; not to what is read. */
export const overhead = 100
const readUnit = 4096

/** Read units of a strongly consistent query over so many rows of so many bytes. */
export const unitsToRead = (rows: number, bytes: number): number => Math.ceil((rows * bytes) / readUnit)
