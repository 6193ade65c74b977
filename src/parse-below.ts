import { errors } from './errors.ts'

/** A bound in percent from the command line, infinite where none is given. Throws a PersonError for anything else. */
export const parseBelow = (value: string | undefined): number => {
  if (value === undefined) return Number.POSITIVE_INFINITY
  if (/^\d+(\.\d+)?$/.test(value) && Number(value) <= 100) return Number(value)
  throw errors.badPercent('--below', value)
}
