// Looking for the tables that stand in the way of a new stack.

import { DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation'
import type { LazyClients } from './lazy-clients.ts'
import { keysAsText, type Obstacle, type WantedTable } from './retained-tables.ts'

/** Those of the wanted tables that are there already, and whose they are. */
export const findObstacles = async (
  clients: LazyClients,
  wanted: readonly WantedTable[],
): Promise<readonly Obstacle[]> => {
  const found = await Promise.all(wanted.map(table => find(clients, table)))
  return found.flatMap(obstacle => obstacle ?? [])
}

const find = async (clients: LazyClients, { id, name, keys }: WantedTable): Promise<Obstacle | undefined> => {
  const { DescribeTableCommand, ResourceNotFoundException } = await import('@aws-sdk/client-dynamodb')
  const dynamodb = await clients.dynamodb()
  try {
    const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: name }))
    const fits = keysAsText(Table?.KeySchema) === keysAsText(keys)
    return { id, name, owner: await ownerOf(clients, name), fits }
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined
    throw error
  }
}

/** The stack that made something. CloudFormation answers for what no stack holds that the stack does not exist. */
const ownerOf = async (clients: LazyClients, physicalId: string): Promise<string | undefined> => {
  const client = await clients.cloudformation()
  try {
    const { StackResources: [resource] = [] } = await client.send(
      new DescribeStackResourcesCommand({ PhysicalResourceId: physicalId }),
    )
    return resource?.StackName
  } catch (error) {
    if (error instanceof Error && /^Stack for .* does not exist/.test(error.message)) return undefined
    throw error
  }
}
