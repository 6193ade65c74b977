// A fleet played against a service on a local stack, and what the service has used for it, as CloudWatch there has it.

import { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import type { Used } from '../../src/cost/used.ts'
import { meterPlay } from '../../src/play/meter-play.ts'
import { playFleet } from '../../src/play/play-fleet.ts'
import type { Played } from '../../src/simulate/describe-outcome.ts'
import type { Plan } from '../../src/simulate/plan.ts'
import type { Service } from '../helpers/service.ts'

export type Metered = Pick<Played, 'messages' | 'reports' | 'outcome'> & { readonly used: Used }

/** Plays a plan, each week in so many ms. Throws when the figures do not hold all of it. */
export const meterFleet = async (service: Service, plan: Plan, weekMs: number): Promise<Metered> => {
  const { stack, outputs, sns, sqs, dynamodb, output } = service
  const cloudwatch = new CloudWatchClient({
    endpoint: stack.endpoint,
    region: stack.region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  })
  const stopping = new AbortController().signal
  const waiting = { now: Date.now, stopping, patience: 120_000, pollMs: 100 }
  const read = await meterPlay({ cloudwatch, outputs, waiting, loopback: true })
  const stage = { sns, sqs, dynamodb, output, weekMs, quietMs: 500, waiting, onProgress: () => {} }
  const played = await playFleet(stage, plan)
  await stack.idle()
  const { used, unknown } = await read(played)
  if (!used) throw new Error(unknown)
  return { ...played, used }
}
