// Where a command acts, from its options and the environment. Pure, but for the SDK's own chain, which comes later.

import { errors } from '../errors.ts'

/** As `withTarget` in src/commands gives them. */
export type TargetOptions = {
  readonly stackName: string
  readonly region?: string
  readonly profile?: string
  readonly endpointUrl?: string
  readonly local?: boolean
}

type Env = Readonly<Record<string, string | undefined>>

export type Where = {
  readonly stackName: string
  /** Undefined: that of the SDK's chain, such as the profile's. */
  readonly region: string | undefined
  readonly profile: string | undefined
  /** Undefined: AWS itself. */
  readonly endpoint: string | undefined
  /** Whether the endpoint is on this machine, where any credentials will do. */
  readonly loopback: boolean
}

/** Where `guac dev` listens unless told otherwise. */
export const localEndpoint = 'http://127.0.0.1:4566'

const localRegion = 'us-east-1'

// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html, StackName
const stackNames = /^[A-Za-z][A-Za-z0-9-]{0,127}$/

/** Throws a PersonError for a name that no stack can have, and for a URL that is none. */
export const whereFrom = (env: Env, options: TargetOptions): Where => {
  const { stackName, profile, local } = options
  if (!stackNames.test(stackName)) throw errors.badStackName(stackName)
  const endpoint = endpointFrom(env, options)
  // whoever names a profile wants its credentials, through a tunnel for instance
  const loopback = endpoint !== undefined && profile === undefined && isLoopback(endpoint)
  const region = local ? localRegion : (options.region ?? regionFrom(env))
  return { stackName, profile, endpoint, loopback, region: region ?? (loopback ? localRegion : undefined) }
}

// https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
const endpointFrom = (env: Env, { endpointUrl, local }: TargetOptions): string | undefined => {
  if (local) return localEndpoint
  const ignored = env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS?.toLowerCase() === 'true'
  const [name, url] =
    endpointUrl === undefined && !ignored
      ? ['AWS_ENDPOINT_URL', env.AWS_ENDPOINT_URL]
      : ['--endpoint-url', endpointUrl]
  if (!url) return undefined
  if (!/^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : '')) throw errors.badEndpoint(name, url)
  return url.replace(/\/$/, '')
}

/**
 * The SDK reads AWS_REGION only; the AWS CLI also AWS_DEFAULT_REGION, before the profile. Both must mean the same
 * region, or guac would deploy elsewhere than the AWS CLI does.
 * https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-envvars.html
 */
const regionFrom = (env: Env): string | undefined => env.AWS_REGION || env.AWS_DEFAULT_REGION || undefined

const isLoopback = (url: string): boolean => {
  const { hostname } = new URL(url)
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)
}
