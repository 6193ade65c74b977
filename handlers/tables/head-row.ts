// A row of received_window that is none: what is kept for a module beside its windows. Its key is the one that no
// timestamp has.

import type { Aws } from '../aws/connect.ts'
import { query, updateIf, updateItem } from '../aws/dynamodb.ts'
import type { FirstReport } from '../domain/epoch.ts'
import type { EpochState, Forgetting } from '../domain/epoch-state.ts'
import type { ReportTables } from '../domain/report.ts'
import type { Row } from '../domain/report-change.ts'
import { between, keyOf, number, update } from './keys.ts'

const place = -1n

/** The text of a state, and what its module's first report was taken for. */
export const stateText = (
  { epoch: { began: _, ambiguous, ...epoch } }: EpochState,
  rule: FirstReport,
): string => JSON.stringify({ ...epoch, vague: ambiguous !== undefined, rule })

/** The state that a row holds; one under another rule is none. */
export const stateIn = ({ upto, epoch: text }: Row, wanted: FirstReport): EpochState | undefined => {
  if (!upto?.N || !text?.S) return undefined
  const { vague, rule, ...epoch } = JSON.parse(text.S)
  const timestamp = BigInt(upto.N)
  return rule === wanted
    ? { timestamp, epoch: { ...epoch, began: timestamp, ambiguous: vague ? timestamp : undefined } }
    : undefined
}

/** The steps that take a module's state back. */
export const forgetting = (aws: Aws, table: string, module: string): Forgetting => ({
  raise: from =>
    updateIf(
      aws,
      table,
      keyOf(module, place),
      update(
        'ADD version :one',
        { ':one': number(1), ':t': number(from) },
        'attribute_not_exists(upto) OR upto < :t',
      ),
    ),
  drop: () =>
    updateItem(
      aws,
      table,
      keyOf(module, place),
      update('ADD version :one REMOVE upto', { ':one': number(1) }),
    ),
})

/** The steps that read and keep it, under one rule for a module's first report. */
export const headSteps = (
  aws: Aws,
  table: string,
  module: string,
  rule: FirstReport,
): Pick<ReportTables, 'head' | 'keepState'> => ({
  head: async () => {
    for await (const row of query<Row>(aws, table, between(module, place, place)))
      return { version: row.version?.N, state: stateIn(row, rule) }
    return {}
  },
  keepState: (state, version) =>
    updateIf(
      aws,
      table,
      keyOf(module, place),
      update(
        'SET upto = :t, epoch = :e',
        {
          ':t': number(state.timestamp),
          ':e': { S: stateText(state, rule) },
          ...(version !== undefined && { ':v': { N: version } }),
        },
        version === undefined ? 'attribute_not_exists(version)' : 'version = :v',
      ),
    ),
})
