// Stacks beyond their process: each under its id, its events beside it, since they only grow.

import { type Keep, ordinal } from '../data/keep.ts'
import type { ChangeSet } from './change-set.ts'
import type { Output, Resource, Stack, StackEvent, Whole } from './stack.ts'

const stacksKey = 'stack~'
const eventsKey = 'stack-event~'

type Lists<T> = Omit<T, 'resources' | 'changeSets' | 'events' | 'operation' | 'rollbackTo' | 'imported'>
type KeptWhole = Lists<Whole> & { readonly resources: readonly Resource[] }
type KeptChangeSet = Lists<ChangeSet> & { readonly imported: readonly (readonly [string, string])[] }
export type KeptStack = Lists<Stack> & {
  readonly resources: readonly Resource[]
  readonly changeSets: readonly KeptChangeSet[]
  readonly rollbackTo: KeptWhole | undefined
}

export type KeptStacks = {
  /** Keeps a stack as it is now, with every event so far. */
  readonly save: (stack: Stack) => Promise<void>
  readonly event: (stack: Stack, event: StackEvent) => void
}

/** `endpoint` stands in the URLs of queues, wherever a stack names one. */
export const keepStacks = (keep: Keep, endpoint: string): KeptStacks => ({
  save: stack => keep.put(stacksKey + stack.id, { endpoint, stack: listed(stack) }),
  event: (stack, event) => void keep.put(`${eventsKey}${stack.id}~${ordinal(stack.events.length)}`, event),
})

/** The stacks that an earlier process kept, the oldest first. Of deleted ones, those that AWS still shows. */
export const loadStacks = async (keep: Keep, endpoint: string, now: number): Promise<readonly Stack[]> => {
  const stacks: Stack[] = []
  for (const [id, value] of await keep.all(stacksKey)) {
    const kept = value as { readonly endpoint: string; readonly stack: KeptStack }
    const events = await keep.all(`${eventsKey}${id}~`)
    if (now - (kept.stack.deletedAt ?? now) > shownMs) {
      for (const index of events.keys()) void keep.remove(`${eventsKey}${id}~${index}`)
      await keep.remove(stacksKey + id)
      continue
    }
    const moved = JSON.stringify(kept.stack).replaceAll(`${kept.endpoint}/`, `${endpoint}/`)
    stacks.push(mapped(JSON.parse(moved), [...events.values()] as StackEvent[]))
  }
  return stacks.sort((one, other) => one.createdAt - other.createdAt)
}

// "for 90 days": https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStacks.html
const shownMs = 90 * 86_400_000

/** A stack with lists instead of maps, as JSON can hold it. */
export const listed = ({ events: _, operation: __, ...stack }: Stack): KeptStack => ({
  ...stack,
  resources: [...stack.resources.values()],
  changeSets: [...stack.changeSets.values()].map(each => ({ ...each, imported: [...each.imported] })),
  rollbackTo: stack.rollbackTo && {
    ...stack.rollbackTo,
    resources: [...stack.rollbackTo.resources.values()],
  },
})

/** The stack again. JSON drops what is undefined, which matters where things are compared. */
export const mapped = (kept: KeptStack, events: StackEvent[]): Stack => ({
  ...kept,
  updatedAt: kept.updatedAt,
  deletedAt: kept.deletedAt,
  changeSetId: kept.changeSetId,
  token: kept.token,
  reason: kept.reason,
  events,
  operation: Promise.resolve(),
  outputs: kept.outputs.map(output),
  resources: byId(kept.resources),
  changeSets: new Map(
    kept.changeSets.map(each => [each.id, { ...each, imported: new Map(each.imported) } as ChangeSet]),
  ),
  rollbackTo: kept.rollbackTo && {
    ...kept.rollbackTo,
    outputs: kept.rollbackTo.outputs.map(output),
    resources: byId(kept.rollbackTo.resources),
  },
})

const output = ({ key, value, description, exportName }: Output): Output => ({
  key,
  value,
  description,
  exportName,
})

const byId = (resources: readonly Resource[]): Map<string, Resource> =>
  new Map(resources.map(each => [each.logicalId, { ...each, reason: each.reason }]))
