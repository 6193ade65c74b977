import type { Source } from '../source.ts'
import type { About } from '../wire.ts'

/** Which stack this is. */
export const readAbout = async ({ stackName, loopback, place, parameters }: Source): Promise<About> => {
  const { TimestampUnit: unit = 's' } = await parameters()
  return { stackName, place: await place(), local: loopback, unit }
}
