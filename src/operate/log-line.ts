// One event of a function's log as a person reads it.

export type LogLine = {
  readonly level: 'TRACE' | 'DEBUG' | 'INFO' | 'WARN' | 'ERROR' | 'FATAL' | undefined
  /** What happened. */
  readonly text: string
  /** What is told beside it, by name. */
  readonly facts: Readonly<Record<string, string>>
}

const levels: readonly unknown[] = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL']
/** Said by the columns beside the text. */
const known = new Set(['timestamp', 'level', 'message', 'time', 'type', 'record', '_aws', 'FunctionName'])

/** Reads what the handlers write, their metrics, what Lambda itself writes as JSON, and any other text as it is. */
export const readLogLine = (message: string): LogLine => {
  const line = message.trimEnd()
  const value = parse(line)
  if (!value) return { level: undefined, text: line, facts: {} }
  const level = levels.includes(value.level) ? (value.level as LogLine['level']) : undefined
  const facts = factsOf(value)
  if (value._aws !== undefined) return { level, text: 'metrics', facts }
  // https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html
  if (typeof value.type === 'string' && isObject(value.record))
    return { level, text: value.type, facts: { ...facts, ...factsOf(value.record) } }
  if (typeof value.message === 'string') return { level, text: value.message, facts }
  // an error that was thrown, as the runtime logs it
  if (isObject(value.message) && typeof value.message.errorMessage === 'string') {
    const { errorMessage, stackTrace, ...rest } = factsOf(value.message)
    return { level, text: errorMessage ?? '', facts: { ...facts, ...rest } }
  }
  if (typeof value.errorMessage === 'string') {
    const { errorMessage, ...rest } = facts
    return { level, text: errorMessage ?? '', facts: rest }
  }
  return { level, text: line, facts: {} }
}

const factsOf = (value: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !known.has(name))
      .map(([name, fact]) => [name, typeof fact === 'string' ? fact : JSON.stringify(fact)]),
  )

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const parse = (line: string): Readonly<Record<string, unknown>> | undefined => {
  if (!line.startsWith('{')) return undefined
  try {
    const value: unknown = JSON.parse(line)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}
