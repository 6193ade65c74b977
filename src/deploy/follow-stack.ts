// Following an operation on a stack to its end, by its events.

import {
  type CloudFormationClient,
  CloudFormationServiceException,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  type Stack,
  type StackEvent,
} from '@aws-sdk/client-cloudformation'
import { errors } from '../errors.ts'

export type FollowOptions = {
  /** Time between two looks at the stack's events, in ms. */
  readonly pollMs: number
  readonly onEvent?: (event: StackEvent) => void
}

/** The ids of the events that a stack has had so far, none for a new one. */
export const eventsSoFar = async (client: CloudFormationClient, stackName: string): Promise<Set<string>> => {
  const seen = new Set<string>()
  await newEvents(client, stackName, seen)
  return seen
}

/**
 * Waits until the stack is in the wanted status and returns it. Throws a PersonError with the first real reason
 * when the operation ends otherwise. `seen` holds the events that are older than it.
 */
export const followStack = async (
  client: CloudFormationClient,
  stackId: string,
  wanted: string,
  seen: Set<string>,
  { pollMs, onEvent = () => {} }: FollowOptions,
): Promise<Stack> => {
  let reason: string | undefined
  const look = async (): Promise<void> => {
    for (const event of await newEvents(client, stackId, seen)) {
      onEvent(event)
      reason ??= failureOf(event)
    }
  }
  for (;;) {
    await look()
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: stackId }))
    const stack = Stacks[0]
    if (stack?.StackStatus === wanted) {
      await look()
      return stack
    }
    if (!stack?.StackStatus?.endsWith('_IN_PROGRESS')) {
      await look()
      throw errors.stackFailed(
        stack?.StackName ?? stackId,
        stack?.StackStatus ?? 'nothing',
        reason ?? 'it gives no reason',
      )
    }
    await new Promise(resolve => setTimeout(resolve, pollMs))
  }
}

/** The events not seen before, oldest first. */
const newEvents = async (
  client: CloudFormationClient,
  stackName: string,
  seen: Set<string>,
): Promise<readonly StackEvent[]> => {
  const fresh: StackEvent[] = []
  let token: string | undefined
  do {
    const page = await client.send(new DescribeStackEventsCommand({ StackName: stackName, NextToken: token }))
    const events = page.StackEvents ?? []
    const unseen = events.filter(event => !seen.has(event.EventId ?? ''))
    fresh.push(...unseen)
    token = unseen.length === events.length ? page.NextToken : undefined
  } while (token)
  for (const event of fresh) seen.add(event.EventId ?? '')
  return fresh.reverse()
}

/** Why a resource failed; nothing when it was only cancelled because another one had. */
const failureOf = (event: StackEvent): string | undefined => {
  if (!event.ResourceStatus?.endsWith('_FAILED')) return undefined
  if (event.ResourceStatusReason?.includes('cancelled')) return undefined
  return `${event.LogicalResourceId} (${event.ResourceType}): ${event.ResourceStatusReason}`
}

/** Turns the refusal of a request into an error for a person; anything else passes through. */
export const refusal =
  (stackName: string) =>
  (error: unknown): never => {
    if (error instanceof CloudFormationServiceException && error.$fault === 'client')
      throw errors.refusedByCloudFormation(stackName, error.message)
    throw error
  }

/** The outputs of a stack by their keys. */
export const outputsOf = (stack: Stack): Readonly<Record<string, string>> =>
  Object.fromEntries((stack.Outputs ?? []).map(output => [output.OutputKey ?? '', output.OutputValue ?? '']))
