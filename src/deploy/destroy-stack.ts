// Deleting a stack, and, if somebody really wants it, the tables that outlive it.

import {
  type CloudFormationClient,
  DeleteStackCommand,
  paginateListStackResources,
  type Stack,
} from '@aws-sdk/client-cloudformation'
import {
  DeleteTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  waitUntilTableNotExists,
} from '@aws-sdk/client-dynamodb'
import { errors } from '../errors.ts'
import { type FollowOptions, followStack } from './follow-stack.ts'
import { eventsSoFar } from './stack-events.ts'

/** The names of the tables of a stack. */
export const tablesIn = async (
  client: CloudFormationClient,
  StackName: string,
): Promise<readonly string[]> => {
  const names: string[] = []
  for await (const { StackResourceSummaries = [] } of paginateListStackResources({ client }, { StackName }))
    for (const { ResourceType, PhysicalResourceId, ResourceStatus } of StackResourceSummaries)
      if (
        ResourceType === 'AWS::DynamoDB::Table' &&
        PhysicalResourceId &&
        ResourceStatus !== 'DELETE_COMPLETE'
      )
        names.push(PhysicalResourceId)
  return names.sort()
}

/** Deletes a stack, and returns when it is gone. Throws a PersonError with the first real reason when it is not. */
export const deleteStack = async (
  client: CloudFormationClient,
  { StackId = '', StackName = '' }: Stack,
  options: FollowOptions & { readonly roleArn?: string | undefined },
): Promise<void> => {
  const seen = await eventsSoFar(client, StackId)
  await client.send(new DeleteStackCommand({ StackName: StackId, RoleARN: options.roleArn }))
  const { status, reason } = await followStack(client, StackId, seen, options)
  if (status !== 'DELETE_COMPLETE')
    throw errors.stackFailed(StackName, status, reason ?? 'It gives no reason.')
}

/** Throws a PersonError when a table could not be deleted: better known before its stack is gone than after. */
export const refuseProtected = async (client: DynamoDBClient, names: readonly string[]): Promise<void> => {
  for (const TableName of names) {
    const { Table } = await client.send(new DescribeTableCommand({ TableName })).catch(error => {
      if (!(error instanceof Error && error.name === 'ResourceNotFoundException')) throw error
      return { Table: undefined }
    })
    if (Table?.DeletionProtectionEnabled) throw errors.protectedTable(TableName)
  }
}

/** How long a table may take to go, in seconds: those of AWS take less than a minute. */
const patience = 300

/** Deletes tables with all that is in them. `onDeleted` hears of each. */
export const deleteTables = async (
  client: DynamoDBClient,
  names: readonly string[],
  onDeleted: (name: string) => void,
): Promise<void> => {
  for (const TableName of names) {
    await client.send(new DeleteTableCommand({ TableName })).catch(error => {
      // gone already is what was wanted
      if (!(error instanceof Error && error.name === 'ResourceNotFoundException')) throw error
    })
    await waitUntilTableNotExists({ client, maxWaitTime: patience, minDelay: 1 }, { TableName })
    onDeleted(TableName)
  }
}
