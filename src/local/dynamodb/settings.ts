// What a table is told about expiry and backups, kept and shown; expiry.ts acts by it. Nothing is backed up, and
// restoring is refused.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/howitworks-ttl.html

import { AwsError } from '../protocol/aws-error.ts'
import { isRecord, type JsonRecord } from '../protocol/json.ts'

export type Settings = {
  /** The attribute of the time at which an item expires; undefined while expiry is off. */
  expiresBy?: string | undefined
  /** For how many days a table could be restored; undefined while that is off. */
  recoveryDays?: number | undefined
}

export type TableSettings = {
  /** The answer of an action that this is about, for a table that exists; undefined for any other action. */
  readonly answer: (action: string, table: string, input: JsonRecord) => object | undefined
  readonly forget: (table: string) => void
  /** The attribute by which a table's items expire; undefined while expiry is off. */
  readonly expiresBy: (table: string) => string | undefined
  readonly of: (table: string) => Settings | undefined
}

export const settingsActions = [
  'DescribeContinuousBackups',
  'DescribeTimeToLive',
  'UpdateContinuousBackups',
  'UpdateTimeToLive',
]

const invalid = (message: string): AwsError => new AwsError('ValidationException', message)

const specification = (input: JsonRecord, name: string): JsonRecord => {
  const value = input[name]
  if (isRecord(value)) return value
  const member = name.charAt(0).toLowerCase() + name.slice(1)
  throw invalid(
    `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
  )
}

/** Settings of the tables that there are. */
export const makeSettings = (past: ReadonlyMap<string, Settings> = new Map()): TableSettings => {
  const tables = new Map(past)
  const change = (table: string, settings: Settings) =>
    void tables.set(table, { ...tables.get(table), ...settings })

  const updateTimeToLive = (table: string, input: JsonRecord) => {
    const { AttributeName: attribute, Enabled: enabled } = specification(input, 'TimeToLiveSpecification')
    if (typeof attribute !== 'string' || attribute === '' || attribute.length > 255)
      throw invalid('TimeToLiveSpecification.AttributeName must be 1 to 255 characters.')
    const now = tables.get(table)?.expiresBy
    if (now !== undefined && now !== attribute)
      throw invalid(`TimeToLive is active on a different AttributeName: current AttributeName is ${now}`)
    if ((now !== undefined) === (enabled === true))
      throw invalid(`TimeToLive is already ${enabled === true ? 'enabled' : 'disabled'}`)
    change(table, { expiresBy: enabled === true ? attribute : undefined })
    return { TimeToLiveSpecification: { AttributeName: attribute, Enabled: enabled === true } }
  }

  const describeTimeToLive = (table: string) => {
    const attribute = tables.get(table)?.expiresBy
    const status = attribute === undefined ? 'DISABLED' : 'ENABLED'
    return { TimeToLiveDescription: { TimeToLiveStatus: status, AttributeName: attribute } }
  }

  const updateBackups = (table: string, input: JsonRecord) => {
    const wanted = specification(input, 'PointInTimeRecoverySpecification')
    const { PointInTimeRecoveryEnabled: enabled, RecoveryPeriodInDays: days = 35 } = wanted
    if (!Number.isInteger(days) || Number(days) < 1 || Number(days) > 35)
      throw invalid(`RecoveryPeriodInDays must be a whole number from 1 to 35, and is ${days}.`)
    change(table, { recoveryDays: enabled === true ? Number(days) : undefined })
    return describeBackups(table)
  }

  const describeBackups = (table: string) => {
    const days = tables.get(table)?.recoveryDays
    return {
      ContinuousBackupsDescription: {
        ContinuousBackupsStatus: 'ENABLED',
        PointInTimeRecoveryDescription: {
          PointInTimeRecoveryStatus: days === undefined ? 'DISABLED' : 'ENABLED',
          RecoveryPeriodInDays: days,
        },
      },
    }
  }

  const actions: Readonly<Record<string, (table: string, input: JsonRecord) => object>> = {
    DescribeContinuousBackups: describeBackups,
    DescribeTimeToLive: describeTimeToLive,
    UpdateContinuousBackups: updateBackups,
    UpdateTimeToLive: updateTimeToLive,
  }

  return {
    answer: (action, table, input) => actions[action]?.(table, input),
    forget: table => void tables.delete(table),
    expiresBy: table => tables.get(table)?.expiresBy,
    of: table => tables.get(table),
  }
}
