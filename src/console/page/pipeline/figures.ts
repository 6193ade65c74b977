// What a part of the pipeline shows of a look. Pure.

import type { Figures, Flow, FunctionSeries, Series } from '../../wire-flow.ts'
import type { Hop } from './hops.ts'

export type Trouble = { readonly tone: 'warn' | 'bad'; readonly text: string }

export type HopFigures = {
  /** The figure that counts, and its unit. */
  readonly headline: readonly [value: string, unit: string]
  /** What is counted, where the unit does not say it. */
  readonly of?: string
  /** The greatest value of the series, for a person. */
  readonly most?: string
  /** What stands beside it. */
  readonly details: readonly string[]
  readonly troubles: readonly Trouble[]
  /** Its last minutes. */
  readonly series: Series
  /** Whether anything flows just now. */
  readonly flowing: boolean
}

/** The figures of a part, or why they could not be read. */
export const figuresOf = (hop: Hop, flow: Flow): HopFigures | { readonly why: string } => {
  if (hop.kind === 'queue')
    return 'why' in flow.deadLetters ? flow.deadLetters : ofQueue(flow.deadLetters.value)
  if ('why' in flow.figures) return flow.figures
  return ofFigures(hop, flow.figures.value, flow.pace.period)
}

const ofFigures = (hop: Exclude<Hop, { kind: 'queue' }>, figures: Figures, period: number): HopFigures => {
  if (hop.kind === 'topic') return plain(figures.topics[hop.name], period, 'messages')
  if (hop.kind === 'table') return plain(figures.tables[hop.name], period, 'write units')
  if (hop.kind === 'stream') return ofStream(figures.streamAge, period)
  return ofFunction(figures.functions[hop.name], period)
}

const plain = (series: Series, period: number, of: string): HopFigures => {
  const rate = rateOf(series, period)
  const most = mostOf(series, period)
  return { headline: saidRate(rate), of, most, details: [], troubles: [], series, flowing: rate > 0 }
}

const ofFunction = (
  { invocations, errors, throttles, duration, running }: FunctionSeries,
  period: number,
): HopFigures => {
  const rate = rateOf(invocations, period)
  const now = Math.max(0, ...recent(running, period).map(value => value ?? 0))
  const took = mean(recent(duration, period))
  const [failed, throttled] = [sum(errors), sum(throttles)]
  return {
    headline: saidRate(rate),
    of: 'runs',
    most: mostOf(invocations, period),
    details: [`${now} at a time`, ...(took === undefined ? [] : [saidMs(took)])],
    troubles: [
      ...(failed > 0 ? [{ tone: 'bad', text: counted(failed, 'error') } as const] : []),
      ...(throttled > 0 ? [{ tone: 'warn', text: `${whole(throttled)} throttled` } as const] : []),
    ],
    series: invocations,
    flowing: rate > 0,
  }
}

/** A minute behind is worth a word. */
const behindMs = 60_000

const ofStream = (age: Series, period: number): HopFigures => {
  const ages = recent(age, period).filter(value => value !== null)
  const last = ages.length === 0 ? undefined : Math.max(...ages)
  return {
    headline: last === undefined ? ['–', 'nothing just now'] : [saidMs(last), 'behind'],
    details: [],
    most: saidMs(Math.max(0, ...age.map(value => value ?? 0))),
    troubles: last !== undefined && last > behindMs ? [{ tone: 'warn', text: 'rates are late' }] : [],
    series: age,
    flowing: last !== undefined,
  }
}

const ofQueue = ({ visible, inFlight }: { visible: number; inFlight: number }): HopFigures => ({
  headline: [whole(visible), visible === 1 ? 'waits' : 'wait'],
  details: [`${whole(inFlight)} in flight`],
  troubles: visible + inFlight > 0 ? [{ tone: 'bad', text: 'to be seen to' }] : [],
  series: [],
  flowing: false,
})

/** The newest values: some seconds, so that the figure does not flicker, or the last minute. */
const recent = (series: Series, period: number): Series => series.slice(period === 1 ? -5 : -1)

/** How many a second, of late. */
export const rateOf = (series: Series, period: number): number => {
  const values = recent(series, period)
  return values.length === 0 ? 0 : sum(values) / values.length / period
}

const mostOf = (series: Series, period: number): string =>
  saidRate(Math.max(0, ...series.map(value => (value ?? 0) / period))).join(' ')

const sum = (series: Series): number => series.reduce<number>((all, value) => all + (value ?? 0), 0)

const mean = (series: Series): number | undefined => {
  const there = series.filter(value => value !== null)
  return there.length === 0 ? undefined : sum(there) / there.length
}

/** A rate in the unit in which it is easy to read. */
const saidRate = (perSecond: number): readonly [string, string] =>
  perSecond > 0 && perSecond < 0.1 ? [short(perSecond * 60), 'a minute'] : [short(perSecond), 'a second']

const short = (value: number): string =>
  value === 0 ? '0' : value < 99.95 ? value.toFixed(1) : whole(Math.round(value))

/** A time in ms as a person says it. */
export const saidMs = (ms: number): string => {
  if (ms < 1000) return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`
  if (ms < 120_000) return `${(ms / 1000).toFixed(1)} s`
  return ms < 7_200_000 ? `${Math.round(ms / 60_000)} min` : `${Math.round(ms / 3_600_000)} h`
}

export const whole = (value: number): string => value.toLocaleString('en')

export const counted = (value: number, what: string): string =>
  `${whole(value)} ${what}${value === 1 ? '' : 's'}`

/** How long the last minutes of a look are. */
export const saidSpan = ({ pace: { period } }: Flow, values: number): string =>
  period * values < 3600 ? `${Math.round((period * values) / 60)} minutes` : 'hour'

/** How the figures come, and what that costs, for a person. */
export const saidPace = ({ pace: { period, late, dollarsAnHour } }: Flow): string =>
  period < 60
    ? 'Figures by the second, with the last two minutes below them.'
    : `Figures by the minute, about ${Math.round(late / 60)} minutes late, with the last hour below them. To read them costs about $${dollarsAnHour.toFixed(3)} an hour while somebody looks ($0.01 for 1,000 figures).`
