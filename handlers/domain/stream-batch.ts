// The records of one call of the stream, which may hold several of one module, or of one report.

import { changeIn, type StreamRecord } from './report-change.ts'

export const moduleOf = ({ dynamodb }: StreamRecord): string | undefined => dynamodb?.Keys?.moduleId?.S

/** The records of each module, in their order. */
export const byModule = (records: readonly StreamRecord[]): StreamRecord[][] => {
  const modules = new Map<string | undefined, StreamRecord[]>()
  for (const record of records) {
    const module = moduleOf(record)
    const known = modules.get(module)
    if (known) known.push(record)
    else modules.set(module, [record])
  }
  return [...modules.values()]
}

/** The place of the last record for each report that has one, by timestamp; all of one module. */
export const lastChanges = (records: readonly StreamRecord[]): Map<bigint, number> => {
  const last = new Map<bigint, number>()
  for (const [i, record] of records.entries()) {
    try {
      const change = changeIn(record)
      if (change) last.set(change.timestamp, i)
    } catch {
      // a record that says nothing valid is no change; its own turn sends it to the dead-letter queue
    }
  }
  return last
}
