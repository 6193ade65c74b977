import { errors } from '../errors.ts'

const usual = 60 // s: a first report wakes two functions, and the stream is read about once a second

/** The seconds to wait for a rate: as given, or 60. Throws a PersonError for what is no such number. */
export const parseWait = (given: string | true): number => {
  if (given === true) return usual
  const seconds = Number(given)
  if (/^\d{1,5}$/.test(given) && seconds >= 1 && seconds <= 86_400) return seconds
  throw errors.badWait(given)
}
