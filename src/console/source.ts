// The stack that the console shows, and the clients that reach it: the same on this machine and on AWS.

import type { Target } from '../deploy/target.ts'

export type Source = Pick<
  Target,
  'stackName' | 'loopback' | 'clients' | 'outputs' | 'parameters' | 'place' | 'explained'
> & {
  /** Now, in ms since 1970. */
  readonly now: () => number
}
