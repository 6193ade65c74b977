import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'

/** Lets a client ask with each call what it consumes. Returns how many units that came to so far. */
export const meterReads = (client: DynamoDBClient): (() => number) => {
  let units = 0
  client.middlewareStack.add(
    next => async call => {
      const result = await next({ ...call, input: { ...call.input, ReturnConsumedCapacity: 'TOTAL' } })
      const { ConsumedCapacity } = result.output as { ConsumedCapacity?: { CapacityUnits?: number } }
      units += ConsumedCapacity?.CapacityUnits ?? 0
      return result
    },
    { step: 'initialize', name: 'meterReads', override: true },
  )
  return () => units
}
