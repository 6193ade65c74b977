import { AwsError } from '../protocol/aws-error.ts'
import { type Params, text } from '../protocol/query.ts'
import type { ChangeSet } from './change-set.ts'
import type { Registry } from './registry.ts'
import type { Stack } from './stack.ts'

/** The change set that a request names, by its id or by its name and its stack's. Throws ChangeSetNotFound. */
export const findChangeSet = (
  params: Params,
  registry: Registry,
): { readonly stack: Stack; readonly changeSet: ChangeSet } => {
  const wanted = text(params, 'ChangeSetName') ?? ''
  const stackName = text(params, 'StackName')
  if (!wanted.startsWith('arn:') && stackName === undefined)
    throw new AwsError(
      'ValidationError',
      'StackName must be specified if ChangeSetName is not specified as an ARN.',
    )
  const stacks = stackName === undefined ? registry.all() : [registry.find(stackName)]
  for (const stack of stacks)
    for (const changeSet of stack.changeSets.values())
      if (changeSet.id === wanted || (changeSet.name === wanted && isListed(changeSet)))
        return { stack, changeSet }
  throw new AwsError('ChangeSetNotFound', `ChangeSet [${wanted}] does not exist`, 404)
}

/** One that was executed is known by its id alone: its name may be used again. */
export const isListed = ({ executionStatus }: ChangeSet): boolean => !executionStatus.startsWith('EXECUTE_')
