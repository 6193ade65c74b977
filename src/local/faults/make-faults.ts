// All that goes wrong by a plan, as what each part of the stack is wrapped in or asks. Without a plan nothing is.

import { setTimeout as wait } from 'node:timers/promises'
import type { FunctionKeys } from '../function-keys.ts'
import type { Deliver } from '../messaging/lambda-subscriptions.ts'
import type { Service } from '../protocol/call.ts'
import { makeChance } from './chance.ts'
import { faultyCalls } from './faulty-calls.ts'
import { type FaultyDelivery, faultyDelivery } from './faulty-delivery.ts'
import type { FaultName, FaultPlan } from './parse-faults.ts'

export type Faults = {
  /** A service for the functions and everybody else. */
  readonly calls: (service: Service) => Service
  readonly deliveries: (deliver: Deliver) => FaultyDelivery
  readonly functions: {
    /** In how many ms to kill a process that has just got an event, where that is wanted. */
    readonly killAfter?: () => number | undefined
    /** Whether a stream's batch that was handled comes once more. */
    readonly again?: () => boolean
  }
}

export const makeFaults = (
  plan: FaultPlan | undefined,
  keys: Pick<FunctionKeys, 'functionOf'>,
  happened?: (name: FaultName) => void,
): Faults => {
  if (!plan)
    return {
      calls: service => service,
      deliveries: deliver => ({ deliver, held: () => 0, stop: () => {} }),
      functions: {},
    }
  const chance = makeChance(plan, happened)
  const isFunction = (accessKey: string | undefined) => keys.functionOf(accessKey) !== undefined
  return {
    calls: service => faultyCalls({ chance, isFunction, wait }, service),
    deliveries: deliver => faultyDelivery(chance, deliver),
    functions: {
      killAfter: () => (chance.hits('kill') ? chance.draw('kill') * chance.ms('kill') : undefined),
      again: () => chance.hits('duplicate'),
    },
  }
}
