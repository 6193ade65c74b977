// CloudFormation's API. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/

import { randomUUID } from 'node:crypto'
import { unsupported } from '../protocol/aws-error.ts'
import type { Answer, Call, Service } from '../protocol/call.ts'
import { parseQuery } from '../protocol/query.ts'
import { xmlResult } from '../protocol/xml.ts'
import { type Action, perform } from './actions/action.ts'
import { changeSets } from './actions/change-sets.ts'
import { changeStacks } from './actions/change-stacks.ts'
import { describeStacks } from './actions/describe-stacks.ts'
import { templates } from './actions/templates.ts'
import type { OperationWorld } from './progress.ts'
import { makeRegistry } from './registry.ts'

const namespace = 'http://cloudformation.amazonaws.com/doc/2010-05-15/'

export type CloudFormation = {
  readonly service: Service
  /** Resolves when no operation is under way. */
  readonly settled: () => Promise<void>
}

const actions: ReadonlyMap<string, Action> = new Map(
  Object.entries({ ...changeStacks, ...changeSets, ...describeStacks, ...templates }),
)

export const makeCloudFormation = (world: Omit<OperationWorld, 'stacks'>): CloudFormation => {
  const registry = makeRegistry(world)
  return {
    service: async (call: Call): Promise<Answer> => {
      const action = actions.get(call.action)
      if (!action) throw unsupported(`CloudFormation ${call.action}`)
      const result = perform(call.action, action, parseQuery(call.body), registry)
      return {
        status: 200,
        contentType: 'text/xml',
        body: xmlResult(call.action, namespace, result, randomUUID()),
      }
    },
    settled: registry.settled,
  }
}
