// What a command acts on: one stack, and clients that reach it.

import type { Stack } from '@aws-sdk/client-cloudformation'
import { errors } from '../errors.ts'
import { explain } from './explain.ts'
import { type LazyClients, lazyClients } from './lazy-clients.ts'
import { type TargetOptions, type Where, whereFrom } from './where.ts'

export type Target = {
  readonly stackName: string
  readonly region: string
  /** Undefined: AWS itself. */
  readonly endpoint: string | undefined
  /** Whether the endpoint is on this machine: no money, no account, no waiting. */
  readonly loopback: boolean
  readonly clients: LazyClients
  /** The stack as CloudFormation describes it. Throws a PersonError when there is no such stack. */
  readonly stack: () => Promise<Stack>
  /** The outputs of the stack by their keys. Throws a PersonError when there is no such stack. */
  readonly outputs: () => Promise<Readonly<Record<string, string>>>
  /** The values of its parameters by their keys, defaults included. */
  readonly parameters: () => Promise<Readonly<Record<string, string>>>
  /** The names, or other physical ids, of its resources of a type. */
  readonly named: (type: string) => Promise<readonly string[]>
  /** Where this is, for a person: `the stack NAME in REGION of account ACCOUNT`. */
  readonly place: () => Promise<string>
  /** Does a piece of work; what AWS, the SDK or the network throws meanwhile becomes a PersonError. */
  readonly explained: <Result>(work: () => Promise<Result>) => Promise<Result>
}

type World = { readonly env: Readonly<Record<string, string | undefined>> }

/**
 * Runs what a command does to a stack. Whatever AWS, the SDK or the network throws meanwhile becomes a PersonError
 * that says what to do next.
 */
export const onTarget = async <Result>(
  { env }: World,
  options: TargetOptions,
  act: (target: Target) => Promise<Result>,
): Promise<Result> => {
  const where = whereFrom(env, options)
  let region = where.region
  const explained: Target['explained'] = async work => {
    try {
      return await work()
    } catch (error) {
      throw explain(error, { ...where, region, profile: where.profile ?? env.AWS_PROFILE })
    }
  }
  return explained(async () => {
    const clients = clientsAt(where)
    region ??= await (await clients.cloudformation()).config.region()
    return act({
      explained,
      stackName: where.stackName,
      region,
      endpoint: where.endpoint,
      loopback: where.loopback,
      clients,
      stack: () => stackOf(clients, where.stackName),
      named: type => namesIn(clients, where.stackName, type),
      outputs: async () => {
        const { Outputs = [] } = await stackOf(clients, where.stackName)
        return Object.fromEntries(Outputs.map(each => [each.OutputKey ?? '', each.OutputValue ?? '']))
      },
      parameters: async () => {
        const { Parameters = [] } = await stackOf(clients, where.stackName)
        return Object.fromEntries(
          Parameters.map(each => [each.ParameterKey ?? '', each.ParameterValue ?? '']),
        )
      },
      place: () => placeOf(clients, where, region ?? ''),
    })
  })
}

const clientsAt = ({ region, profile, endpoint, loopback }: Where): LazyClients =>
  lazyClients({
    region,
    profile,
    endpoint,
    credentials: loopback ? { accessKeyId: 'local', secretAccessKey: 'local' } : undefined,
  })

const stackOf = async (clients: LazyClients, stackName: string) => {
  const { DescribeStacksCommand } = await import('@aws-sdk/client-cloudformation')
  const client = await clients.cloudformation()
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: stackName }))
  const stack = Stacks[0]
  // one under review has never been made
  if (!stack || stack.StackStatus === 'REVIEW_IN_PROGRESS') throw errors.noSuchStack(stackName, '')
  return stack
}

const namesIn = async (clients: LazyClients, StackName: string, type: string): Promise<readonly string[]> => {
  const { paginateListStackResources } = await import('@aws-sdk/client-cloudformation')
  const names: string[] = []
  const pages = paginateListStackResources({ client: await clients.cloudformation() }, { StackName })
  for await (const { StackResourceSummaries = [] } of pages)
    for (const { ResourceType, PhysicalResourceId } of StackResourceSummaries)
      if (ResourceType === type && PhysicalResourceId) names.push(PhysicalResourceId)
  return names
}

const placeOf = async (clients: LazyClients, where: Where, region: string): Promise<string> => {
  const { stackName, endpoint, loopback } = where
  if (endpoint !== undefined && loopback) return `the stack ${stackName} at ${endpoint}`
  const account = await accountOf(clients)
  const at = endpoint === undefined ? '' : `, at ${endpoint}`
  return `the stack ${stackName} in ${region} of ${account}${at}`
}

// Credentials that are missing or wrong end the command here, before it has done anything. A network that lets
// only CloudFormation through does not.
const accountOf = async (clients: LazyClients): Promise<string> => {
  const { GetCallerIdentityCommand, STSServiceException } = await import('@aws-sdk/client-sts')
  const client = await clients.sts()
  try {
    const { Account } = await client.send(new GetCallerIdentityCommand({}))
    return `account ${Account}`
  } catch (error) {
    const isNetwork = error instanceof Error && !(error instanceof STSServiceException) && 'code' in error
    if (!isNetwork) throw error
    return 'an account that STS does not tell'
  }
}
