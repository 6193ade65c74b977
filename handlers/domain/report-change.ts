// What a record of the diagnostics table's stream says. The tables are open to other writers (an import, a
// person with the console), so nothing in a record is taken on trust.

import { type Diagnostic, diagnosticIn } from './events.ts'
import type { Exact } from './exact-json.ts'
import { Invalid } from './fields.ts'
import { digits, maxUint32 } from './integer.ts'

export type Row = { readonly [name: string]: { readonly S?: string; readonly N?: string } | undefined }

/** The part of a DynamoDB stream record that is read here. */
export type StreamRecord = {
  readonly eventName?: string
  readonly dynamodb?: {
    readonly SequenceNumber?: string
    readonly Keys?: Row
    readonly NewImage?: Row
    readonly OldImage?: Row
  }
}

/** A report that is new (`before` is undefined), or was corrected or deleted (`before` is what its attempts were). */
export type Change = { readonly module: string; readonly timestamp: bigint; readonly before?: number }

const tagged = (tag: string, text: string | undefined): Exact | undefined =>
  text === undefined ? undefined : tag + text

/** A row says what an event says, under the same rules. */
const diagnosticOf = ({ moduleId, timestamp, attempts }: Row): Diagnostic =>
  diagnosticIn({
    smoduleId: tagged('s', moduleId?.S),
    stimestamp: tagged('n', timestamp?.N),
    sattempts: tagged('n', attempts?.N),
  })

/** The reports among rows of the diagnostics table. A row that is none has no say: it is among the dead letters. */
export const reportsIn = (rows: readonly Row[]): Diagnostic[] =>
  rows.flatMap(row => {
    try {
      return diagnosticOf(row)
    } catch {
      return []
    }
  })

/**
 * The change that a stream record tells of, or undefined if it changes no rate.
 * @throws Invalid if the record can never be processed
 */
export const changeIn = ({ eventName, dynamodb }: StreamRecord): Change | undefined => {
  if (eventName === 'REMOVE') {
    const [gone] = reportsIn([dynamodb?.OldImage ?? {}])
    return gone && { module: gone.module, timestamp: gone.timestamp, before: gone.attempts }
  }
  if (!dynamodb?.NewImage) throw new Invalid('The stream record has no new image.')
  const { module, timestamp, attempts } = diagnosticOf(dynamodb.NewImage)
  const before = digits(dynamodb.OldImage?.attempts?.N, maxUint32)
  if (before === undefined) return { module, timestamp }
  return Number(before) === attempts ? undefined : { module, timestamp, before: Number(before) }
}
