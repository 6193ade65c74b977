// Deliveries as SNS promises them, at least once and in no order: now and then twice, or after later ones.

import type { Deliver } from '../messaging/lambda-subscriptions.ts'
import type { Chance } from './chance.ts'

export type FaultyDelivery = {
  readonly deliver: Deliver
  /** Whether a notification is held back to come late. */
  readonly held: () => number
  /** Drops what is held back: the stack ends. */
  readonly stop: () => void
}

export const faultyDelivery = (chance: Chance, deliver: Deliver): FaultyDelivery => {
  const timers = new Set<NodeJS.Timeout>()

  const once: Deliver = async (subscription, record) => {
    if (!chance.hits('reorder')) return deliver(subscription, record)
    const timer = setTimeout(() => {
      timers.delete(timer)
      // the publisher has its answer long since, and a disk that fails is told elsewhere
      deliver(subscription, record).catch(() => {})
    }, chance.draw('reorder') * chance.ms('reorder'))
    timers.add(timer)
  }

  return {
    deliver: async (subscription, record) => {
      const first = once(subscription, record)
      if (chance.hits('duplicate')) await once(subscription, record)
      await first
    },
    held: () => timers.size,
    stop: () => {
      for (const timer of timers) clearTimeout(timer)
      timers.clear()
    },
  }
}
