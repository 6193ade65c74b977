// Deploying: looks at the stack, takes the next step, and looks again, until the stack is what the template says.
// What the next step is stands in next-step.ts; here it is taken.

import {
  type CloudFormationClient,
  ContinueUpdateRollbackCommand,
  DeleteStackCommand,
  type Parameter,
  type Stack,
  type Tag,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation'
import type { Template } from '../cfn/template.ts'
import { errors } from '../errors.ts'
import { createChangeSet, deleteChangeSet, executeChangeSet } from './change-set.ts'
import { createStack, type StackOptions } from './create-stack.ts'
import { describeChanges } from './describe-changes.ts'
import { findObstacles } from './find-obstacles.ts'
import { findStack } from './find-stack.ts'
import { followStack, followTo, outputsOf } from './follow-stack.ts'
import { nextStep, type Step } from './next-step.ts'
import { leave, notYet, preview, shown } from './preview.ts'
import type { Outcome, Reporter } from './reporter.ts'
import {
  importsOf,
  nameOf,
  type Obstacle,
  tablesOf,
  tablesText,
  templateOfTables,
} from './retained-tables.ts'
import { effectiveParameters, type Named, parametersFor, tagsFor } from './settings.ts'
import { eventsBeforeOperation, eventsSoFar } from './stack-events.ts'
import type { Target } from './target.ts'

export type Wish = {
  readonly template: Template
  readonly templateBody: string
  /** Given by name. */
  readonly parameters: Named
  readonly tags: Named
  readonly roleArn: string | undefined
  /** Undefined: as it is. */
  readonly terminationProtection: boolean | undefined
  readonly rollback: boolean
  /** `show`: changes nothing; `prepare`: leaves the change set for somebody to execute. */
  readonly extent: 'all' | 'prepare' | 'show'
  readonly stopping: AbortSignal
  /** Whether a person wants what the question names. Throws where there is nobody to ask. */
  readonly confirm: (what: string, question: string) => Promise<boolean>
}

/** Brings the code to where the stack shall take it from, and returns the parameters that say where that is. */
export type CarryCode = (effective: Named) => Promise<Named>

type Inherited = Pick<Stack, 'Parameters' | 'Tags' | 'EnableTerminationProtection'>

/** Returns how the stack is in the end. Throws a PersonError with the first real reason when it is not as wished. */
export const deployStack = async (
  target: Target,
  wish: Wish,
  carryCode: CarryCode,
  reporter: Reporter,
): Promise<Outcome> => {
  const { stackName } = target
  const client = await target.clients.cloudformation()
  /** Of a stack whose creation failed: what was given for it is meant for the next one, too. */
  let inherited: Inherited = {}
  const deleted = new Set<string>()
  for (;;) {
    const found = await findStack(client, stackName)
    // a new stack that was only looked at is none yet: another look needs not delete it
    const isReviewed = found?.StackStatus === 'REVIEW_IN_PROGRESS' && wish.extent !== 'all'
    const stack = isReviewed ? undefined : found
    const previous = stack ?? inherited
    const effective = effectiveParameters(wish.template, wish.parameters, previous.Parameters ?? [])
    const wanted = stack ? [] : tablesOf(wish.template, effective)
    const step = nextStep({
      status: stack?.StackStatus,
      obstacles: await findObstacles(target.clients, wanted),
    })
    const deploying = async (): Promise<StackOptions> => ({
      ...base(target, wish, reporter),
      ...given(wish, await carryCode(effective), stack, inherited),
    })
    if (wish.extent !== 'all' && !['create', 'update'].includes(step.kind))
      return shown(stackName, 'unknown', notYet(step), reporter)
    switch (step.kind) {
      case 'watch':
        reporter.note(`Another operation is in progress (${step.status}): watching it to its end first.`)
        await watch(client, stack?.StackId ?? stackName, base(target, wish, reporter))
        break
      case 'delete':
        // the same status twice means that something else brings it back, and this would never end
        if (deleted.has(stackName)) throw errors.undeletable(stackName)
        deleted.add(stackName)
        if (stack && step.status !== 'DELETE_FAILED') inherited = stack
        await remove(client, stack, step, wish, base(target, wish, reporter), reporter)
        break
      case 'continue-rollback':
        await continueRollback(client, stack, wish, base(target, wish, reporter), reporter)
        break
      case 'import':
        await takeBack(client, step.tables, effective, wish, base(target, wish, reporter), reporter)
        break
      case 'blocked':
        throw errors.foreignTables(step.tables.map(nameOf))
      case 'stuck':
        throw errors.stuckStack(stackName, step.status)
      case 'create':
        return wish.extent === 'all'
          ? finished(stackName, await createStack(client, await deploying()), true, reporter)
          : preview(client, await deploying(), wish.extent === 'show', isReviewed, reporter)
      case 'update':
        return update(client, stack, await deploying(), wish, reporter)
    }
    reporter.rest()
  }
}

const base = ({ stackName, loopback }: Target, wish: Wish, reporter: Reporter): StackOptions => ({
  stackName,
  templateBody: wish.templateBody,
  roleArn: wish.roleArn,
  rollback: wish.rollback,
  // an operation takes milliseconds here and minutes on AWS, which throttles whoever looks too often
  pollMs: loopback ? 50 : 2000,
  stopping: wish.stopping,
  onEvent: reporter.event,
  onLost: (error, waitMs) =>
    reporter.note(`AWS did not answer (${error.message}); looking again in ${Math.round(waitMs / 1000)} s.`),
})

const given = (wish: Wish, code: Named, stack: Stack | undefined, inherited: Inherited) => {
  const { Parameters = [], Tags = [], EnableTerminationProtection } = inherited
  // a new stack has no previous values: what is inherited is sent as it is
  const old = stack ? {} : valuesOf(Parameters, wish.template)
  const parameters = { ...old, ...wish.parameters, ...code }
  const oldTags: readonly Tag[] = stack?.Tags ?? []
  return {
    parameters: parametersFor(wish.template, parameters, stack?.Parameters ?? []),
    tags: tagsFor(wish.tags, stack ? oldTags : Tags) ?? (stack || Tags.length === 0 ? undefined : Tags),
    terminationProtection: wish.terminationProtection ?? EnableTerminationProtection,
  }
}

const valuesOf = (parameters: readonly Parameter[], { Parameters = {} }: Template): Named =>
  Object.fromEntries(
    parameters.flatMap(({ ParameterKey = '', ParameterValue = '' }) =>
      Object.hasOwn(Parameters, ParameterKey) ? [[ParameterKey, ParameterValue]] : [],
    ),
  )

const watch = async (client: CloudFormationClient, stackId: string, options: StackOptions): Promise<void> => {
  const { status, reason } = await followStack(
    client,
    stackId,
    await eventsBeforeOperation(client, stackId),
    options,
  )
  if (/ROLLBACK|FAILED/.test(status))
    throw errors.stackFailed(options.stackName, status, reason ?? 'It gives no reason.')
}

const remove = async (
  client: CloudFormationClient,
  stack: Stack | undefined,
  { status, ask }: Extract<Step, { kind: 'delete' }>,
  wish: Wish,
  options: StackOptions,
  reporter: Reporter,
): Promise<void> => {
  const { stackName } = options
  const left = `The stack ${stackName} is in ${status}${stack?.StackStatusReason ? ` (${stack.StackStatusReason})` : ''}.`
  if (ask) {
    const sure = await wish.confirm(
      left,
      `${left}\nDelete what is left of it (tables stay), and make it anew?`,
    )
    if (!sure) throw errors.declined()
  } else reporter.note(`${left} Nothing runs in it: deleting it, to make it anew.`)
  if (stack?.EnableTerminationProtection) await protect(client, stackName, false)
  const stackId = stack?.StackId ?? stackName
  const seen = await eventsSoFar(client, stackId)
  await client.send(new DeleteStackCommand({ StackName: stackId, RoleARN: options.roleArn }))
  const end = await followStack(client, stackId, seen, options)
  if (end.status !== 'DELETE_COMPLETE')
    throw errors.stackFailed(stackName, end.status, end.reason ?? 'It gives no reason.')
}

const continueRollback = async (
  client: CloudFormationClient,
  stack: Stack | undefined,
  wish: Wish,
  options: StackOptions,
  reporter: Reporter,
): Promise<void> => {
  const { stackName } = options
  const state = `The last update of the stack ${stackName} failed, and so did undoing it (UPDATE_ROLLBACK_FAILED).`
  const why = stack?.StackStatusReason ? `\n  ${stack.StackStatusReason}` : ''
  const sure = await wish.confirm(
    state,
    `${state}${why}\nWhere the cause is mended: undo it again, and then deploy?`,
  )
  if (!sure) throw errors.declined()
  reporter.note('Undoing the last update.')
  const stackId = stack?.StackId ?? stackName
  const seen = await eventsSoFar(client, stackId)
  await client.send(new ContinueUpdateRollbackCommand({ StackName: stackId, RoleARN: options.roleArn }))
  await followTo(client, stackId, 'UPDATE_ROLLBACK_COMPLETE', seen, options)
}

const takeBack = async (
  client: CloudFormationClient,
  tables: readonly Obstacle[],
  effective: Named,
  wish: Wish,
  options: StackOptions,
  reporter: Reporter,
): Promise<void> => {
  reporter.note(`${tablesText(tables)} there already, from an earlier stack: taking them back in.`)
  const known = wish.template.Parameters ?? {}
  const imported: StackOptions = {
    ...options,
    templateBody: templateOfTables(
      wish.template,
      tables.map(({ id }) => id),
    ),
    parameters: Object.keys(known).map(name => ({
      ParameterKey: name,
      ParameterValue: effective[name] ?? '',
    })),
    tags: undefined,
  }
  const changeSet = await createChangeSet(client, { ...imported, type: 'IMPORT', imports: importsOf(tables) })
  if (changeSet) await executeChangeSet(client, changeSet, imported)
}

const update = async (
  client: CloudFormationClient,
  stack: Stack | undefined,
  wanted: StackOptions,
  wish: Wish,
  reporter: Reporter,
): Promise<Outcome> => {
  const { stackName } = wanted
  const halfWay = stack?.StackStatus === 'CREATE_FAILED' || stack?.StackStatus === 'UPDATE_FAILED'
  // "This stack is currently in a non-terminal [UPDATE_FAILED] state": only an update without a rollback can follow
  const options = halfWay ? { ...wanted, rollback: false } : wanted
  if (halfWay)
    reporter.note(
      `The last deployment failed and was not undone (${stack?.StackStatus}): this one goes on from there, and will not be undone either.`,
    )
  const changeSet = await createChangeSet(client, { ...options, type: 'UPDATE' })
  if (!changeSet) {
    if (halfWay)
      throw errors.stackFailed(
        stackName,
        stack?.StackStatus ?? '',
        stack?.StackStatusReason ?? 'It gives no reason.',
      )
    reporter.note(`Nothing to change: the stack ${stackName} is what the template says.`)
    const changed = wish.extent === 'all' && (await setProtection(client, stack, wish, reporter))
    return { ...finished(stackName, stack, changed, reporter), difference: 'none' }
  }
  const changes = describeChanges(changeSet.changes)
  reporter.changes(changes)
  if (changes.length === 0) reporter.note('Only outputs or tags of the stack change.')
  if (wish.extent !== 'all') return leave(client, changeSet, wish.extent === 'show', stackName, reporter)
  const risky = changes.filter(change => change.risky).map(({ id }) => id)
  if (risky.length > 0) {
    const what = `Data is at stake in ${risky.join(', ')}.`
    const sure = await wish.confirm(what, `${what}\nGo on?`).catch(async error => {
      await deleteChangeSet(client, changeSet.id)
      throw error
    })
    if (!sure) {
      await deleteChangeSet(client, changeSet.id)
      throw errors.declined()
    }
  }
  const updated = await executeChangeSet(client, changeSet, options)
  await setProtection(client, updated, wish, reporter)
  return finished(stackName, updated, true, reporter)
}

/** Returns whether it had to be changed. */
const setProtection = async (
  client: CloudFormationClient,
  stack: Stack | undefined,
  { terminationProtection: wanted }: Wish,
  reporter: Reporter,
): Promise<boolean> => {
  if (wanted === undefined || wanted === (stack?.EnableTerminationProtection ?? false)) return false
  await protect(client, stack?.StackId ?? '', wanted)
  reporter.note(`Termination protection is ${wanted ? 'on' : 'off'} now.`)
  return true
}

const protect = async (client: CloudFormationClient, stackName: string, on: boolean): Promise<void> => {
  await client.send(
    new UpdateTerminationProtectionCommand({ StackName: stackName, EnableTerminationProtection: on }),
  )
}

const finished = (
  stackName: string,
  stack: Stack | undefined,
  changed: boolean,
  reporter: Reporter,
): Outcome => {
  reporter.rest()
  return { stackName, status: stack?.StackStatus ?? '', changed, outputs: stack ? outputsOf(stack) : {} }
}
