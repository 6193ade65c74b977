// Following an operation on a stack to its end, by its events alone: one source, which says everything once.

import {
  type CloudFormationClient,
  DescribeStacksCommand,
  type Stack,
  type StackEvent,
} from '@aws-sdk/client-cloudformation'
import { errors } from '../errors.ts'
import { pause } from '../pause.ts'
import { isTransient } from './explain.ts'
import { endIn, failureOf, newEvents } from './stack-events.ts'

export type FollowOptions = {
  /** Time between two looks at the stack's events, in ms. */
  readonly pollMs: number
  readonly onEvent?: (event: StackEvent) => void
  /** Ends the watching, not the operation. */
  readonly stopping?: AbortSignal
  /** Is told when a look was lost, and how long the next one waits, in ms. */
  readonly onLost?: (error: Error, waitMs: number) => void
}

export type End = {
  readonly status: string
  /** The first real reason of a failure. */
  readonly reason: string | undefined
}

const longestWaitMs = 30_000

/**
 * Watches a stack's operation and returns how it ended. `seen` holds the ids of the events that are older than it.
 * A look that AWS throttles, or that the network loses, is taken again, more and more slowly. Throws a PersonError
 * when it is told to stop.
 */
export const followStack = async (
  client: CloudFormationClient,
  stackId: string,
  seen: Set<string>,
  { pollMs, onEvent = () => {}, stopping, onLost = () => {} }: FollowOptions,
): Promise<End> => {
  let reason: string | undefined
  let waitMs = pollMs
  for (;;) {
    let end: string | undefined
    try {
      for (const event of await newEvents(client, stackId, seen)) {
        seen.add(event.EventId ?? '')
        onEvent(event)
        reason ??= failureOf(event)
        end = endIn(event)
      }
      waitMs = pollMs
    } catch (error) {
      if (!isTransient(error)) throw error
      waitMs = Math.min(waitMs * 2, longestWaitMs)
      onLost(error, waitMs)
    }
    if (end) return { status: end, reason }
    await pause(waitMs, stopping)
    if (stopping?.aborted) throw errors.stoppedWatching(nameIn(stackId))
  }
}

/** Follows an operation that shall end in the wanted status, and returns the stack. Throws a PersonError otherwise. */
export const followTo = async (
  client: CloudFormationClient,
  stackId: string,
  wanted: string,
  seen: Set<string>,
  options: FollowOptions,
): Promise<Stack> => {
  const { status, reason } = await followStack(client, stackId, seen, options)
  if (status !== wanted) throw errors.stackFailed(nameIn(stackId), status, reason ?? 'it gives no reason')
  const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName: stackId }))
  if (!stack) throw errors.noSuchStack(nameIn(stackId), '')
  return stack
}

/** arn:aws:cloudformation:REGION:ACCOUNT:stack/NAME/ID, or the name itself. */
const nameIn = (stackId: string): string => stackId.split('/')[1] ?? stackId

/** The outputs of a stack by their keys. */
export const outputsOf = (stack: Stack): Readonly<Record<string, string>> =>
  Object.fromEntries((stack.Outputs ?? []).map(output => [output.OutputKey ?? '', output.OutputValue ?? '']))
