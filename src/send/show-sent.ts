// What guac send tells of its work, for a person and for a program.

import { cut } from '../terminal/columns.ts'
import { printable } from '../terminal/printable.ts'
import { eventAt, type Kind } from './make-series.ts'
import type { Rejected } from './outbound.ts'
import type { HeardRate } from './rate-queue.ts'
import type { Source } from './source.ts'
import type { Topic } from './topic.ts'

export type Sent = {
  readonly source: Source
  readonly topic: Topic
  /** Where the topic is, for a person. */
  readonly place: string
  readonly sent: number
  readonly rejected: number
  readonly milliseconds: number
}

/** A rate, and how long after its report was sent it came, in ms. */
export type TimedRate = HeardRate & { readonly after: number }

const grouped = (count: number): string => count.toLocaleString('en-US')

/** One line: what was sent, and where to. */
export const sentLine = ({ source, topic, place, sent, milliseconds }: Sent): string => {
  const to = `to ${topic.name} ${place}`
  if ('file' in source) {
    const pace = milliseconds < 1000 ? '' : `, ${perSecond(sent, milliseconds)} a second`
    return `Sent ${counted(sent, 'event')} of ${source.file.name} ${to} in ${duration(milliseconds)}${pace}.`
  }
  if (sent === 0) return `Sent nothing ${to}.`
  if ('raw' in source) return `Sent ${short(source.raw)} ${to}.`
  const { series } = source
  if (series.count === 1) return `Sent ${short(eventAt(series, 0))} ${to}.`
  const events = counted(sent, series.kind === 'recv' ? 'message' : 'report')
  const first = series.last - BigInt(series.count - 1)
  return `Sent ${events} of ${short(series.module)} ${to}, with the timestamps ${first} to ${series.last}.`
}

/** One line: a rate, of which of how many reports, and how far it can be trusted. */
export const rateLine = ({ attributes, timestamp, after }: TimedRate, reports: number): string => {
  const { success_rate, quality, received, attempts, lower_bound } = attributes
  const whose = reports === 1 ? 'Its rate' : `The rate of ${timestamp}`
  const bound = quality === 'upper-bound' ? `; at least ${lower_bound} %` : ''
  return `${whose} came ${duration(after)} later: ${printable(`${success_rate} % (${received} of ${attempts} received, ${quality}${bound}).`)}`
}

/** One line for an event that was not sent: where it stands, why, and how it begins. */
export const rejectedLine = (source: Source, { line, reason, text }: Rejected): string =>
  `${'file' in source ? `${source.file.name}:${line}` : `event ${line}`}: not sent: ${reason.replace(/[.\s]+$/, '')}. It begins: ${short(text, 60)}`

/** How far it is: events so far, the pace, and the time that is left where the end is known. */
export const progressLine = (sent: number, milliseconds: number, share: number | undefined): string => {
  const pace = perSecond(sent, milliseconds)
  const rest =
    share === undefined || share === 0
      ? ''
      : `, ${Math.floor(share * 100)} %, about ${duration((milliseconds / share) * (1 - share))} to go`
  return `${counted(sent, 'event')} sent, ${pace} a second${rest}`
}

/** How to go on after a source ended early: all events before a line were sent or rejected. */
export const resumeHint = (source: Source, kind: Kind, line: number): string => {
  if (!('file' in source)) return 'Send all of it again: what is sent twice is counted once.'
  const { name } = source.file
  const hint = `What stands before line ${line} of ${name} is done`
  return name === 'standard input'
    ? `${hint}.`
    : `${hint}. To go on: tail -n +${line} ${name} | guac send ${kind} --file -`
}

/** The result as one line of JSON. Events stand in it as they are, since a double could not hold their digits. */
export const sentJson = (
  { source, topic, sent, rejected, milliseconds }: Sent,
  rates: readonly TimedRate[],
): string => {
  const facts = JSON.stringify({ topicArn: topic.arn, sent, rejected, milliseconds })
  const ends =
    'series' in source
      ? `,"first":${eventAt(source.series, 0)},"last":${eventAt(source.series, source.series.count - 1)}`
      : ''
  const heard = rates.map(
    ({ message, attributes, after }) =>
      `{"event":${message},"attributes":${JSON.stringify(attributes)},"milliseconds":${after}}`,
  )
  return `${facts.slice(0, -1)}${ends}${heard.length > 0 ? `,"rates":[${heard.join(',')}]` : ''}}`
}

/** An event that was not sent, as one line of JSON. */
export const rejectedJson = ({ line, reason, text }: Rejected): string =>
  JSON.stringify({ line, reason, text })

const perSecond = (count: number, milliseconds: number): string =>
  grouped(Math.round((count * 1000) / Math.max(milliseconds, 1)))

export const counted = (count: number, what: string): string =>
  `${grouped(count)} ${what}${count === 1 ? '' : 's'}`

const short = (text: string, most = 300): string => cut(printable(text), most)

/** A time in ms as a person says it. */
export const duration = (milliseconds: number): string => {
  const seconds = Math.round(milliseconds / 1000)
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`
  if (seconds < 60) return `${(milliseconds / 1000).toFixed(1)} s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`
}
