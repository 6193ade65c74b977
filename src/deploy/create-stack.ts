// Creating a stack through CloudFormation's API, and following its events to the end.

import {
  type CloudFormationClient,
  CreateStackCommand,
  type Parameter,
  type Stack,
  type Tag,
} from '@aws-sdk/client-cloudformation'
import { type FollowOptions, followTo } from './follow-stack.ts'

export type StackOptions = FollowOptions & {
  readonly stackName: string
  readonly templateBody: string
  readonly parameters?: readonly Parameter[]
  /** All tags of the stack; those that it has stay if this is left out. */
  readonly tags?: readonly Tag[] | undefined
  /** The role that CloudFormation takes, instead of the caller's rights. */
  readonly roleArn?: string | undefined
  /** Whether what fails is undone; it is unless told otherwise. */
  readonly rollback?: boolean
  readonly terminationProtection?: boolean | undefined
}

/** What a template with roles has to be sent with, named or not. */
export const capabilities = ['CAPABILITY_NAMED_IAM'] as const

/** Creates a stack and returns it when it is complete. Throws a PersonError with the first real reason if it fails. */
export const createStack = async (client: CloudFormationClient, options: StackOptions): Promise<Stack> => {
  const { StackId = '' } = await client.send(
    new CreateStackCommand({
      StackName: options.stackName,
      TemplateBody: options.templateBody,
      Parameters: [...(options.parameters ?? [])],
      Tags: options.tags && [...options.tags],
      RoleARN: options.roleArn,
      DisableRollback: options.rollback === false,
      EnableTerminationProtection: options.terminationProtection,
      Capabilities: [...capabilities],
    }),
  )
  return followTo(client, StackId, 'CREATE_COMPLETE', new Set(), options)
}
