// What a call consumes of a table, in DynamoDB's units: asked of dynalite with each call, told to whoever measures, and
// answered only to a caller who asked.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html

import { isRecord } from '../protocol/json.ts'

export type Consumed = {
  readonly table: string
  readonly kind: 'read' | 'write'
  readonly units: number
}

type Capacity = { readonly TableName: string; CapacityUnits: number }
type Tell = (consumed: Consumed) => void

const kinds: Readonly<Record<string, Consumed['kind']>> = {
  BatchGetItem: 'read',
  GetItem: 'read',
  Query: 'read',
  Scan: 'read',
  BatchWriteItem: 'write',
  DeleteItem: 'write',
  PutItem: 'write',
  UpdateItem: 'write',
}

/** Performs a call, tells what it consumed, and returns its output. */
export const consumedBy = async (
  action: string,
  input: unknown,
  perform: (input: unknown) => Promise<unknown>,
  tell: Tell,
): Promise<unknown> => {
  const kind = kinds[action]
  if (!kind || !isRecord(input)) return perform(input)
  const { ReturnConsumedCapacity: wanted } = input
  const asked = wanted === undefined || wanted === 'NONE'
  const output = await perform(asked ? { ...input, ReturnConsumedCapacity: 'TOTAL' } : input)
  if (!isRecord(output)) return output
  const { ConsumedCapacity, ...rest } = output
  for (const capacity of [ConsumedCapacity ?? []].flat() as Capacity[]) {
    // dynalite counts nothing for a page without rows, where DynamoDB counts the least there is
    if (kind === 'read') capacity.CapacityUnits ||= input.ConsistentRead === true ? 1 : 0.5
    tell({ table: capacity.TableName, kind, units: capacity.CapacityUnits })
  }
  return asked ? rest : output
}

/** A write that its condition refused consumes what the item there has: here a unit, which is a KB. */
export const consumedByRefused = (action: string, input: unknown, type: string, tell: Tell): void => {
  if (kinds[action] === 'write' && type.endsWith('ConditionalCheckFailedException') && isRecord(input))
    tell({ table: String(input.TableName), kind: 'write', units: 1 })
}
