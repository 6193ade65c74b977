import { errors } from './errors.ts'

/** A port from the command line; 0 stands for any free one. Throws a PersonError for anything else. */
export const parsePort = (value: string, option?: string): number => {
  const port = Number(value)
  if (/^\d{1,5}$/.test(value) && port <= 65_535) return port
  throw errors.badPort(value, option)
}
