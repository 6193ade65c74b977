// Where the events of one guac send come from.

import type { Kind } from './make-series.ts'
import { makeSeries, type Series } from './make-series.ts'
import type { EventFile } from './open-events.ts'
import { mostBytes, type Portion, type Rejected } from './outbound.ts'
import { readLines } from './read-lines.ts'
import { sortLines } from './sort-lines.ts'

/** A series to be made, a text to be sent as it is, or a file of events. */
export type Source = { readonly series: Series } | { readonly raw: string } | { readonly file: EventFile }

/** The events of a source, portion by portion; lines of a file that are none go to `onRejected`. */
export const eventsOf = (
  source: Source,
  kind: Kind,
  onRejected: (rejected: Rejected) => void,
): AsyncIterable<Portion> | Iterable<Portion> => {
  if ('series' in source) return makeSeries(source.series)
  if ('raw' in source) return [[{ text: source.raw, line: 1 }]]
  return sortLines(kind, readLines(source.file.chunks, mostBytes), onRejected)
}
