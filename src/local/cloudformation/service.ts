// CloudFormation's API. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/

import { randomUUID } from 'node:crypto'
import { arn } from '../place.ts'
import { AwsError, unsupported } from '../protocol/aws-error.ts'
import type { Answer, Call, Service } from '../protocol/call.ts'
import { type Params, parseQuery, text } from '../protocol/query.ts'
import { type Xml, xmlResult } from '../protocol/xml.ts'
import { runCreation } from './create-stack.ts'
import { runDeletion } from './delete-stack.ts'
import { creationOrder } from './order.ts'
import { type OperationWorld, setStatus } from './progress.ts'
import { readCreateRequest } from './request.ts'
import { scopeOf, wantedResources } from './scope.ts'
import type { Stack } from './stack.ts'

const namespace = 'http://cloudformation.amazonaws.com/doc/2010-05-15/'

export type CloudFormation = {
  readonly service: Service
  /** Resolves when no operation is under way. */
  readonly settled: () => Promise<void>
}

const deleteParameters = new Set(['Action', 'Version', 'StackName', 'ClientRequestToken'])

type Action = (params: Params) => Xml

export const makeCloudFormation = (world: OperationWorld): CloudFormation => {
  const stacks = new Map<string, Stack>()
  const running = new Set<Promise<void>>()

  /** Runs an operation after the one that the stack is in: there is never more than one. */
  const start = (stack: Stack, run: () => Promise<void>): void => {
    const operation = stack.operation
      .then(run)
      .catch(world.failed)
      .finally(() => running.delete(operation))
    stack.operation = operation
    running.add(operation)
  }

  const live = (name: string): Stack | undefined =>
    [...stacks.values()].find(stack => stack.name === name && stack.status !== 'DELETE_COMPLETE')

  const find = (params: Params): Stack => {
    const wanted = text(params, 'StackName') ?? ''
    const found = stacks.get(wanted) ?? live(wanted)
    if (found) return found
    throw new AwsError('ValidationError', `Stack with id ${wanted} does not exist`)
  }

  const createStack: Action = params => {
    const request = readCreateRequest(params)
    if (live(request.name))
      throw new AwsError('AlreadyExistsException', `Stack [${request.name}] already exists`)
    const stack: Stack = {
      ...request,
      id: arn('cloudformation', `stack/${request.name}/${randomUUID()}`),
      createdAt: world.now(),
      deletedAt: undefined,
      status: 'CREATE_IN_PROGRESS',
      reason: undefined,
      resources: new Map(),
      events: [],
      outputs: [],
      operation: Promise.resolve(),
    }
    // conditions and cycles are refused before the stack exists
    creationOrder(stack.template, wantedResources(stack.template, scopeOf(stack)))
    stacks.set(stack.id, stack)
    setStatus(world, stack, 'CREATE_IN_PROGRESS', 'User Initiated')
    start(stack, () => runCreation(world, stack))
    return { StackId: stack.id }
  }

  const deleteStack: Action = params => {
    for (const name of Object.keys(params))
      if (!deleteParameters.has(name)) throw unsupported(`the parameter ${name} of DeleteStack`)
    const wanted = text(params, 'StackName') ?? ''
    const stack = stacks.get(wanted) ?? live(wanted)
    // to delete what is not there is success, as on AWS
    if (!stack || stack.status === 'DELETE_COMPLETE' || stack.status === 'DELETE_IN_PROGRESS')
      return undefined
    // of a stack that is being made: AWS breaks the creation off, here it takes no time and runs to its end
    start(stack, async () => {
      if (stack.status !== 'DELETE_COMPLETE') await runDeletion(world, stack, 'User Initiated')
    })
    return undefined
  }

  const describeStacks: Action = params => {
    const named = text(params, 'StackName') !== undefined
    const shown = named
      ? [find(params)]
      : [...stacks.values()].filter(stack => stack.status !== 'DELETE_COMPLETE')
    return { Stacks: shown.map(stackXml) }
  }

  const describeStackEvents: Action = params => {
    const stack = find(params)
    return { StackEvents: [...stack.events].reverse().map(event => eventXml(stack, event)) }
  }

  const actions = new Map<string, Action>([
    ['CreateStack', createStack],
    ['DeleteStack', deleteStack],
    ['DescribeStacks', describeStacks],
    ['DescribeStackEvents', describeStackEvents],
  ])

  return {
    service: async (call: Call): Promise<Answer> => {
      const action = actions.get(call.action)
      if (!action) throw unsupported(`CloudFormation ${call.action}`)
      const result = action(parseQuery(call.body))
      return {
        status: 200,
        contentType: 'text/xml',
        body: xmlResult(call.action, namespace, result, randomUUID()),
      }
    },
    settled: async () => {
      while (running.size > 0) await Promise.allSettled(running)
    },
  }
}

const iso = (time: number): string => new Date(time).toISOString()

const stackXml = (stack: Stack): Xml => ({
  StackId: stack.id,
  StackName: stack.name,
  Description: stack.template.Description,
  CreationTime: iso(stack.createdAt),
  DeletionTime: stack.deletedAt === undefined ? undefined : iso(stack.deletedAt),
  StackStatus: stack.status,
  StackStatusReason: stack.reason,
  DisableRollback: stack.onFailure === 'DO_NOTHING',
  EnableTerminationProtection: false,
  Capabilities: stack.capabilities,
  Parameters: Object.entries(stack.parameters).map(([name, value]) => ({
    ParameterKey: name,
    ParameterValue: stack.template.Parameters?.[name]?.NoEcho ? '****' : [value].flat().join(','),
  })),
  Outputs: stack.outputs.map(({ key, value, description }) => ({
    OutputKey: key,
    OutputValue: value,
    Description: description,
  })),
  Tags: stack.tags.map(({ key, value }) => ({ Key: key, Value: value })),
})

const eventXml = (stack: Stack, event: Stack['events'][number]): Xml => ({
  StackId: stack.id,
  StackName: stack.name,
  EventId: event.id,
  LogicalResourceId: event.logicalId,
  PhysicalResourceId: event.physicalId,
  ResourceType: event.type,
  Timestamp: iso(event.time),
  ResourceStatus: event.status,
  ResourceStatusReason: event.reason,
})
