// A change set: what CloudFormation would do to a stack, looked at before it does it.

import { randomUUID } from 'node:crypto'
import {
  type Change,
  type ChangeSetType,
  type CloudFormationClient,
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DescribeChangeSetCommand,
  type DescribeChangeSetCommandOutput,
  ExecuteChangeSetCommand,
  type ResourceToImport,
  type Stack,
} from '@aws-sdk/client-cloudformation'
import { errors } from '../errors.ts'
import { pause } from '../pause.ts'
import { capabilities, type StackOptions } from './create-stack.ts'
import { isTransient } from './explain.ts'
import { followTo } from './follow-stack.ts'
import { eventsSoFar } from './stack-events.ts'

export type ChangeSet = {
  readonly id: string
  readonly name: string
  readonly stackId: string
  readonly type: ChangeSetType
  readonly changes: readonly Change[]
}

type Wanted = StackOptions & { readonly type: ChangeSetType; readonly imports?: readonly ResourceToImport[] }

/**
 * Has CloudFormation plan a change, and returns it; undefined when there is nothing to change. Throws a PersonError
 * when there can be no such change.
 */
export const createChangeSet = async (
  client: CloudFormationClient,
  wanted: Wanted,
): Promise<ChangeSet | undefined> => {
  const { stackName, type } = wanted
  const name = `guac-${randomUUID()}`
  const created = await client
    .send(
      new CreateChangeSetCommand({
        StackName: stackName,
        ChangeSetName: name,
        ChangeSetType: type,
        TemplateBody: wanted.templateBody,
        Parameters: [...(wanted.parameters ?? [])],
        Tags: wanted.tags && [...wanted.tags],
        RoleARN: wanted.roleArn,
        Capabilities: [...capabilities],
        ResourcesToImport: wanted.imports && [...wanted.imports],
      }),
    )
    // AWS plans a change set that is empty; moto refuses it, in the words of UpdateStack
    .catch(error => {
      if (error instanceof Error && isEmpty(error.message)) return undefined
      throw error
    })
  if (!created) return undefined
  const { Id: id = '', StackId: stackId = '' } = created
  const { status, reason, changes } = await planned(client, stackName, id, wanted)
  if (status === 'CREATE_COMPLETE') return { id, name, stackId, type, changes }
  await deleteChangeSet(client, id)
  if (isEmpty(reason)) return undefined
  throw errors.noChangeSet(stackName, reason)
}

/** CloudFormation tells an empty change set from a failed one by its text alone, and has two of them. */
const isEmpty = (reason: string): boolean =>
  /didn't contain changes|No updates are to be performed/.test(reason)

const planned = async (
  client: CloudFormationClient,
  stackName: string,
  id: string,
  { pollMs, stopping }: Wanted,
) => {
  for (;;) {
    const { Status: status = '', StatusReason: reason = '', Changes = [], NextToken } = await look(client, id)
    if (!/^(CREATE_PENDING|CREATE_IN_PROGRESS|)$/.test(status)) {
      const changes = [...Changes]
      for (let token = NextToken; token; ) {
        const page = await look(client, id, token)
        changes.push(...(page.Changes ?? []))
        token = page.NextToken
      }
      return { status, reason, changes }
    }
    await pause(pollMs, stopping)
    if (stopping?.aborted) {
      await deleteChangeSet(client, id)
      throw errors.stoppedBefore(stackName)
    }
  }
}

const look = (
  client: CloudFormationClient,
  id: string,
  token?: string,
): Promise<DescribeChangeSetCommandOutput | Record<string, never>> =>
  client
    .send(new DescribeChangeSetCommand({ ChangeSetName: id, NextToken: token, IncludePropertyValues: true }))
    .catch(error => {
      if (token !== undefined || !isTransient(error)) throw error
      return {}
    })

export const deleteChangeSet = async (client: CloudFormationClient, id: string): Promise<void> => {
  await client.send(new DeleteChangeSetCommand({ ChangeSetName: id }))
}

const completeOf: Readonly<Record<ChangeSetType, string>> = {
  CREATE: 'CREATE_COMPLETE',
  UPDATE: 'UPDATE_COMPLETE',
  IMPORT: 'IMPORT_COMPLETE',
}

/** Does what a change set says, and returns the stack when that is complete. */
export const executeChangeSet = async (
  client: CloudFormationClient,
  { id, stackId, type }: ChangeSet,
  options: StackOptions,
): Promise<Stack> => {
  const seen = await eventsSoFar(client, stackId)
  await client.send(
    new ExecuteChangeSetCommand({
      ChangeSetName: id,
      // an import takes no such wish
      DisableRollback: type === 'IMPORT' ? undefined : options.rollback === false,
    }),
  )
  return followTo(client, stackId, completeOf[type], seen, options)
}

/** Updates a stack and returns it when that is complete, or undefined when there was nothing to change. */
export const updateStack = async (
  client: CloudFormationClient,
  options: StackOptions,
): Promise<Stack | undefined> => {
  const changeSet = await createChangeSet(client, { ...options, type: 'UPDATE' })
  return changeSet && executeChangeSet(client, changeSet, options)
}
