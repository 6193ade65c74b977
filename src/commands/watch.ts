// `guac watch`: success rates as they are published, until Ctrl-C.

import { randomBytes } from 'node:crypto'
import { onTarget } from '../deploy/target.ts'
import type { TargetOptions } from '../deploy/where.ts'
import type { Io } from '../io.ts'
import { parseBelow } from '../parse-below.ts'
import { type HeardRate, openRateQueue, type RateQueue } from '../send/rate-queue.ts'
import { removeStaleQueues } from '../send/stale-queues.ts'
import { printable } from '../terminal/printable.ts'
import { type Paint, paintWith, type Style } from '../terminal/style.ts'
import { wrap } from '../terminal/wrap.ts'

export type WatchOptions = TargetOptions & {
  readonly module?: string
  readonly below?: string
  readonly json?: boolean
  readonly quiet?: boolean
}

/** The most that SQS takes, in seconds. */
const longestPoll = 20

/** Prints each rate, through a queue that is removed at the end. */
export const watch = (io: Io, options: WatchOptions): Promise<void> => {
  const below = parseBelow(options.below)
  return onTarget(io, options, async target => {
    const { SuccessRateTopicArn = '' } = await target.outputs()
    const [sns, sqs] = await Promise.all([target.clients.sns(), target.clients.sqs()])
    const stale = await removeStaleQueues(sns, sqs, SuccessRateTopicArn, io.now())
    if (stale.length > 0) io.tell(`Removed what an earlier guac had left behind: ${stale.join(', ')}.`)
    const queue = await openRateQueue(sns, sqs, SuccessRateTopicArn, {
      name: `guac-watch-${randomBytes(8).toString('hex')}`,
      module: options.module,
      keepSeconds: 300,
      now: io.now,
    })
    try {
      if (!options.quiet && !options.json)
        io.tell(`Rates of ${await target.place()}, as they are published, until Ctrl-C:`)
      const paint = paintWith(io.colour)
      for await (const rate of heardBy(io, queue)) {
        const { moduleid, success_rate } = rate.attributes
        // a new filter policy takes its time on AWS
        if (options.module !== undefined && moduleid !== options.module) continue
        if (Number(success_rate) >= below) continue
        io.print(options.json ? asJson(rate) : wrap(asText(paint, rate), io.width, 2))
      }
    } finally {
      await queue.remove()
    }
  })
}

/** The rates that a queue hears, until the person has had enough. */
async function* heardBy({ stopping }: Io, queue: RateQueue): AsyncGenerator<HeardRate> {
  while (!stopping.aborted) {
    const rates = await queue.receive(longestPoll, stopping).catch(error => {
      if (stopping.aborted) return []
      throw error
    })
    yield* rates
  }
}

const styles: Readonly<Record<string, Style>> = {
  exact: 'green',
  'assumed-start': 'green',
  'upper-bound': 'yellow',
}

const asText = (paint: Paint, { timestamp, attributes }: HeardRate): string => {
  const { moduleid = '', success_rate, received, attempts, quality = '', lower_bound } = attributes
  const rate = `${Number(success_rate).toFixed(3)} %`.padStart(9)
  const least = quality === 'upper-bound' ? `, at least ${Number(lower_bound).toFixed(3)} %` : ''
  const [name, style] = [printable(moduleid).padEnd(20), styles[quality]]
  const trust = style ? paint(style, quality) : printable(quality)
  // on a local stack anyone may publish to the topic, and anything
  return `${name} ${timestamp}  ${paint('bold', rate)}  ${printable(`${received} of ${attempts}`)}  ${trust}${least}`
}

// The event goes out digit for digit as it came; what is no JSON, as a text.
const asJson = ({ message, attributes }: HeardRate): string =>
  `{"event":${isJson(message) ? message.replace(/\s*\n\s*/g, ' ') : JSON.stringify(message)},"attributes":${JSON.stringify(attributes)}}`

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
