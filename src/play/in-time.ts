// A week at a pace of its own: messages of all modules mixed, none before its time, and those of one module in the order
// in which they are delivered. What was held back from earlier weeks comes first.

import { type Message, type Plan, timestampIn, weekEnd } from '../simulate/plan.ts'

export type Due = {
  readonly message: Message
  /** How much of the week has passed when it arrives, from 0 to 1. */
  readonly share: number
}

/** The messages that arrive in a week, in the order in which they arrive. */
export const inTime = (plan: Plan, messages: Iterable<Message>, week: number): Due[] => {
  const start = timestampIn(plan.unit, weekEnd(plan, week - 1))
  const whole = Number(timestampIn(plan.unit, weekEnd(plan, week)) - start)
  const latest = new Map<string, number>()
  const due: Due[] = []
  for (const message of messages) {
    const sent = Number(message.timestamp - start) / whole
    const share = Math.max(sent, latest.get(message.module) ?? 0)
    latest.set(message.module, share)
    due.push({ message, share })
  }
  return due.sort((a, b) => a.share - b.share)
}
