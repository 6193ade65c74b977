// CloudFormation's API. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/

import { randomUUID } from 'node:crypto'
import type { Mapping } from '../../cfn/template.ts'
import { unsupported } from '../protocol/aws-error.ts'
import type { Answer, Call, Service } from '../protocol/call.ts'
import { parseQuery } from '../protocol/query.ts'
import { xmlResult } from '../protocol/xml.ts'
import { type Action, perform } from './actions/action.ts'
import { changeSets } from './actions/change-sets.ts'
import { changeStacks } from './actions/change-stacks.ts'
import { describeStacks } from './actions/describe-stacks.ts'
import { templates } from './actions/templates.ts'
import { bringBack, endOf } from './bring-back.ts'
import type { OperationWorld } from './progress.ts'
import { makeRegistry } from './registry.ts'
import type { Stack } from './stack.ts'

const namespace = 'http://cloudformation.amazonaws.com/doc/2010-05-15/'

export type CloudFormation = {
  readonly service: Service
  /** The alarms of all stacks, by their names. */
  readonly alarms: () => readonly { readonly name: string; readonly properties: Mapping }[]
  /** Makes again what of the stacks was in memory alone. */
  readonly bringBack: () => Promise<void>
  /** Ends the operations that the end of an earlier process broke off. */
  readonly resume: () => Promise<void>
  /** Resolves when no operation is under way. */
  readonly settled: () => Promise<void>
}

const actions: ReadonlyMap<string, Action> = new Map(
  Object.entries({ ...changeStacks, ...changeSets, ...describeStacks, ...templates }),
)

const reading = /^(Describe|Get|List|Validate)/

/** CloudFormation with the stacks that there are already. */
export const makeCloudFormation = (
  given: Omit<OperationWorld, 'stacks'>,
  past: readonly Stack[] = [],
): CloudFormation => {
  const registry = makeRegistry(given, past)
  const { world } = registry
  return {
    alarms: () =>
      registry
        .all()
        .filter(isLive)
        .flatMap(({ resources }) => [...resources.values()])
        .filter(({ type, physicalId }) => type === 'AWS::CloudWatch::Alarm' && physicalId !== '')
        .map(({ physicalId: name, properties }) => ({ name, properties })),
    service: async (call: Call): Promise<Answer> => {
      const action = actions.get(call.action)
      if (!action) throw unsupported(`CloudFormation ${call.action}`)
      const result = perform(call.action, action, parseQuery(call.body), registry)
      if (!reading.test(call.action)) await Promise.all(registry.all().filter(isLive).map(world.saved))
      return {
        status: 200,
        contentType: 'text/xml',
        body: xmlResult(call.action, namespace, result, randomUUID()),
      }
    },
    bringBack: async () => {
      for (const stack of past) await bringBack(world, stack)
    },
    resume: async () => {
      for (const stack of past) {
        const end = endOf(stack)
        if (end) registry.start(stack, () => end(world, stack))
      }
      await registry.settled()
    },
    settled: registry.settled,
  }
}

const isLive = ({ status }: Stack): boolean => status !== 'DELETE_COMPLETE'
