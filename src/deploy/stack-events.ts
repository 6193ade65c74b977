// What has happened to a stack, and what it means. CloudFormation tells the newest first, and keeps all.

import {
  type CloudFormationClient,
  DescribeStackEventsCommand,
  type StackEvent,
} from '@aws-sdk/client-cloudformation'

/** The events that `known` does not hold, oldest first, as far back as the first that `until` holds for. */
export const newEvents = async (
  client: CloudFormationClient,
  stack: string,
  known: ReadonlySet<string>,
  until: (event: StackEvent) => boolean = () => false,
): Promise<readonly StackEvent[]> => {
  const fresh: StackEvent[] = []
  let token: string | undefined
  do {
    const page = await client.send(new DescribeStackEventsCommand({ StackName: stack, NextToken: token }))
    token = page.NextToken
    for (const event of page.StackEvents ?? []) {
      if (known.has(event.EventId ?? '')) return fresh.reverse()
      fresh.push(event)
      if (until(event)) return fresh.reverse()
    }
  } while (token)
  return fresh.reverse()
}

/** The ids of the events that a stack has had so far, none for a new one. */
export const eventsSoFar = async (client: CloudFormationClient, stack: string): Promise<Set<string>> =>
  idsOf(await newEvents(client, stack, new Set()))

/** The ids of the events that are older than the operation that runs on a stack. */
export const eventsBeforeOperation = async (
  client: CloudFormationClient,
  stack: string,
): Promise<Set<string>> => {
  const all = await newEvents(client, stack, new Set())
  const begin = all.findLastIndex(isBeginning)
  return idsOf(all.slice(0, Math.max(begin, 0)))
}

const idsOf = (events: readonly StackEvent[]): Set<string> =>
  new Set(events.map(({ EventId }) => EventId ?? ''))

/** Whether an event is about the stack itself, and not one of its resources. */
export const isOfStack = (event: StackEvent): boolean => event.PhysicalResourceId === event.StackId

const isBeginning = (event: StackEvent): boolean =>
  isOfStack(event) && event.ResourceStatusReason === 'User Initiated'

/** The status in which an operation has ended, if the event says that it has. */
export const endIn = (event: StackEvent): string | undefined =>
  isOfStack(event) && !event.ResourceStatus?.endsWith('_IN_PROGRESS') ? event.ResourceStatus : undefined

/**
 * Why a resource failed, or why the whole stack did where it says more than the names of those resources; nothing
 * when it was only cancelled because another one had failed.
 */
export const failureOf = (event: StackEvent): string | undefined => {
  const { ResourceStatus = '', ResourceStatusReason: reason = 'no reason is given' } = event
  if (isOfStack(event)) {
    const failing = /ROLLBACK_IN_PROGRESS$|_FAILED$/.test(ResourceStatus)
    const ofOthers = /^(The following resource\(s\) failed|User Initiated|no reason)/i.test(reason)
    return failing && !ofOthers ? reason : undefined
  }
  if (!ResourceStatus.endsWith('_FAILED') || /cancell?ed/i.test(reason)) return undefined
  return `${event.LogicalResourceId} (${event.ResourceType}): ${reason}`
}
