// Creating a stack through CloudFormation's API, and following its events to the end.

import {
  type CloudFormationClient,
  CloudFormationServiceException,
  CreateStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  type Stack,
  type StackEvent,
} from '@aws-sdk/client-cloudformation'
import { errors } from '../errors.ts'

export type CreateOptions = {
  readonly stackName: string
  readonly templateBody: string
  /** Time between two looks at the stack's events, in ms. */
  readonly pollMs: number
  readonly onEvent?: (event: StackEvent) => void
}

/**
 * Creates a stack and returns it when it is complete. Throws a PersonError when CloudFormation refuses the
 * template, or, with the first real reason, when the creation fails.
 */
export const createStack = async (client: CloudFormationClient, options: CreateOptions): Promise<Stack> => {
  const { StackId } = await client
    .send(
      new CreateStackCommand({
        StackName: options.stackName,
        TemplateBody: options.templateBody,
        Capabilities: ['CAPABILITY_NAMED_IAM'],
      }),
    )
    .catch(error => {
      if (error instanceof CloudFormationServiceException && error.$fault === 'client')
        throw errors.refusedByCloudFormation(options.stackName, error.message)
      throw error
    })
  const seen = new Set<string>()
  let reason: string | undefined
  for (;;) {
    for (const event of await newEvents(client, StackId ?? '', seen)) {
      options.onEvent?.(event)
      reason ??= failureOf(event)
    }
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: StackId }))
    const stack = Stacks[0]
    if (stack?.StackStatus === 'CREATE_COMPLETE') return stack
    if (!stack?.StackStatus?.endsWith('_IN_PROGRESS')) {
      for (const event of await newEvents(client, StackId ?? '', seen)) reason ??= failureOf(event)
      throw errors.stackFailed(
        options.stackName,
        stack?.StackStatus ?? 'gone',
        reason ?? 'it gives no reason',
      )
    }
    await new Promise(resolve => setTimeout(resolve, options.pollMs))
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

/** The outputs of a stack by their keys. */
export const outputsOf = (stack: Stack): Readonly<Record<string, string>> =>
  Object.fromEntries((stack.Outputs ?? []).map(output => [output.OutputKey ?? '', output.OutputValue ?? '']))
