// What a service uses while a fleet is played: what CloudWatch shows afterwards, less what it showed before, and less
// what looking at the tables has read.

import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import { type Used, usedSince } from '../cost/used.ts'
import type { Played } from '../simulate/describe-outcome.ts'
import { type Lacking, readUntil, readUsed } from './read-used.ts'
import type { Waiting } from './wait.ts'

type World = {
  readonly cloudwatch: CloudWatchClient
  readonly outputs: Readonly<Record<string, string>>
  readonly waiting: Waiting
  /** Whether CloudWatch is on this machine, where it knows all at once. */
  readonly loopback: boolean
}

export type Meter = (played: Pick<Played, 'messages' | 'reports' | 'ownReads' | 'outcome'>) => Promise<{
  readonly used: Used | undefined
  /** Why it is not known. */
  readonly unknown: string | undefined
}>

/** CloudWatch is asked again so often, in ms. */
const pollMs = 15_000

/** Reads the meters before a play. Returns what reads them after it. */
export const meterPlay = async ({ cloudwatch, outputs, waiting, loopback }: World): Promise<Meter> => {
  const from = waiting.now()
  const read = (): Promise<Used> => readUsed(cloudwatch, outputs, from, waiting.now())
  // whoever may not read figures may still play
  const before = await read().catch((error: Error) => error)
  if (before instanceof Error)
    return async () => ({ used: undefined, unknown: `CloudWatch cannot be read: ${before.message}` })
  return async ({ messages, reports, ownReads, outcome }) => {
    const { missing, ...published } = outcome.counts
    const least = {
      recvRequests: messages,
      messageWrites: messages,
      weeklyRequests: reports,
      ratesPublished: Object.values(published).reduce((sum, count) => sum + count, 0),
    }
    const since = async (): Promise<Used> => {
      const used = usedSince(before, await read())
      return { ...used, messageReads: used.messageReads - ownReads }
    }
    const { used, lacking } = await readUntil(since, least, {
      ...waiting,
      ...(loopback ? { patience: 0 } : { pollMs }),
    })
    const [first] = lacking
    return first ? { used: undefined, unknown: late(first) } : { used, unknown: undefined }
  }
}

const late = ({ what, shown, least }: Lacking): string =>
  `CloudWatch shows ${shown} of at least ${least} (${what}); its figures come minutes late. --patience waits longer.`
