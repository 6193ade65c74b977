// A fleet played against a service on a local stack, and what the service has used for it, as CloudWatch there has it.

import { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import type { Used } from '../../src/cost/used.ts'
import { meterPlay } from '../../src/play/meter-play.ts'
import { playFleet } from '../../src/play/play-fleet.ts'
import type { Played } from '../../src/simulate/describe-outcome.ts'
import { type Plan, weekEnd, weekMs } from '../../src/simulate/plan.ts'
import type { Service } from '../helpers/service.ts'

export type Metered = Pick<Played, 'messages' | 'reports' | 'outcome'> & { readonly used: Used }

/** Plays a plan, each week in so many ms; `onTime` hears the play's own time, in ms since 1970. Throws when the figures do not hold all of it. */
export const meterFleet = async (
  service: Service,
  plan: Plan,
  realWeekMs: number,
  onTime: (ms: number) => void = () => {},
): Promise<Metered> => {
  const { stack, outputs, sns, sqs, dynamodb, output } = service
  const cloudwatch = new CloudWatchClient({
    endpoint: stack.endpoint,
    region: stack.region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  })
  const stopping = new AbortController().signal
  const waiting = { now: Date.now, stopping, patience: 600_000, pollMs: 100 }
  const read = await meterPlay({ cloudwatch, outputs, waiting, loopback: true })
  const stage = {
    ...{ sns, sqs, dynamodb, output, waiting, quietMs: 500 },
    weekMs: realWeekMs,
    onProgress: () => {},
    onTime: (week: number, share: number) => onTime(weekEnd(plan, week - 1) + Math.max(0, share) * weekMs),
  }
  const played = await playFleet(stage, plan)
  await stack.idle()
  const { used, unknown } = await read(played)
  if (!used) throw new Error(unknown)
  return { ...played, used }
}
