// What a page asks to be played, held against the console's bounds. Pure.

import { errors } from '../errors.ts'
import type { Plan, Unit } from '../simulate/plan.ts'
import { mostAttempts, type PlayAsk, playBounds } from './wire-play.ts'

/** Throws a PersonError for what is out of bounds. */
export const parsePlay = (body: unknown): PlayAsk => {
  const of = (name: keyof PlayAsk): unknown =>
    typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined
  const figure = (name: keyof typeof playBounds, title: string, whole = true): number => {
    const value = of(name)
    const [least, most] = playBounds[name]
    const fits = typeof value === 'number' && value >= least && value <= most
    if (fits && (!whole || Number.isInteger(value))) return value
    throw errors.badFigure(title, String(value), least, most)
  }
  const ask: PlayAsk = {
    modules: figure('modules', 'The number of modules'),
    weeks: figure('weeks', 'The number of weeks'),
    messages: figure('messages', 'The number of attempts a week'),
    loss: figure('loss', 'The loss in percent', false),
    seed: figure('seed', 'The seed'),
    seconds: figure('seconds', 'The seconds that a week takes', false),
    rough: of('rough') === true,
    confirmed: of('confirmed') === true,
  }
  const attempts = ask.modules * ask.weeks * ask.messages
  if (attempts > mostAttempts) throw errors.playTooGreat(attempts, mostAttempts)
  return ask
}

/** The plan of a play that ends now, in ms since 1970. What goes wrong is what guac simulate has go wrong. */
export const planOf = (ask: PlayAsk, unit: string, now: number): Plan => ({
  seed: ask.seed,
  modules: ask.modules,
  weeks: ask.weeks,
  messagesPerWeek: ask.messages,
  loss: ask.loss / 100,
  duplicates: ask.rough ? 0.02 : 0,
  outOfOrder: ask.rough ? 0.1 : 0,
  late: ask.rough ? 0.02 : 0,
  resets: ask.rough ? 0.02 : 0,
  offline: ask.rough ? 0.02 : 0,
  txAttempts: ask.rough ? 'some' : 'none',
  unit: isUnit(unit) ? unit : 's',
  end: now,
})

const isUnit = (unit: string): unit is Unit => ['s', 'ms', 'us', 'ns'].includes(unit)
