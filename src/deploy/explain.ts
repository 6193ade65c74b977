// What the SDK, AWS or the network throws, as an error for a person. Pure, and without the SDK's classes: loading
// them would cost every command the clients that it does not use.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/CommonErrors.html

import { errors, PersonError } from '../errors.ts'

export type Circumstances = {
  readonly stackName: string
  readonly region: string | undefined
  readonly profile: string | undefined
  readonly endpoint: string | undefined
  readonly loopback: boolean
}

type Failure = {
  readonly name: string
  readonly message: string
  /** Of a failed connection, such as ECONNREFUSED. */
  readonly code: string
  /** Whose fault an AWS service says that it is; undefined for what no service has said. */
  readonly fault: string | undefined
  /** Of HTTP; 0 where there was no answer. */
  readonly status: number
}

type Kind = {
  readonly is: (failure: Failure) => boolean
  readonly error: (failure: Failure, at: Circumstances) => PersonError
}

const named =
  (...names: readonly string[]) =>
  ({ name }: Failure): boolean =>
    names.includes(name)
const says =
  (pattern: RegExp) =>
  ({ message }: Failure): boolean =>
    pattern.test(message)
const coded =
  (...codes: readonly string[]) =>
  ({ code }: Failure): boolean =>
    codes.includes(code)
const either =
  (...tests: readonly Kind['is'][]) =>
  (failure: Failure): boolean =>
    tests.some(test => test(failure))
const both =
  (...tests: readonly Kind['is'][]) =>
  (failure: Failure): boolean =>
    tests.every(test => test(failure))

const forbidden = either(
  named(
    'AccessDenied',
    'AccessDeniedException',
    'AuthorizationError',
    'AuthorizationErrorException',
    'UnauthorizedOperation',
    'Forbidden',
  ),
  says(/is not authorized to perform/),
)
const throttled = either(
  named(
    'Throttling',
    'ThrottlingException',
    'ThrottledException',
    'TooManyRequestsException',
    'RequestLimitExceeded',
    'SlowDown',
  ),
  says(/^Rate exceeded/),
)
const unknownHost = coded('ENOTFOUND', 'EAI_AGAIN')
const refused = coded('ECONNREFUSED')
const unreachable = either(
  coded(
    'ECONNRESET',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'ENETDOWN',
    'ETIMEDOUT',
    'EPIPE',
    'ERR_SOCKET_CONNECTION_TIMEOUT',
    'UND_ERR_CONNECT_TIMEOUT',
  ),
  named('TimeoutError'),
)
const broken: Kind['is'] = ({ name, fault }) => fault === 'server' && name !== 'NotSupportedLocally'

/** The first that fits holds: the special ones stand before the general. */
const kinds: readonly Kind[] = [
  { is: says(/^Region is missing/), error: () => errors.noRegion() },
  {
    is: says(/sso login|SSO session|Token is expired/i),
    error: (_, { profile }) => errors.expiredLogin(profile),
  },
  {
    is: either(named('CredentialsProviderError'), says(/^Credential is missing|^Resolved credential object/)),
    error: ({ message }, { profile }) =>
      profile === undefined ? errors.noCredentials() : errors.badProfile(profile, message),
  },
  {
    is: either(
      named('RequestTimeTooSkewed', 'RequestExpired', 'RequestInTheFuture'),
      // the service names both clocks
      says(/^Signature (expired|not yet current)/),
    ),
    error: ({ message }) => errors.skewedClock(message),
  },
  {
    is: either(
      named('ExpiredToken', 'ExpiredTokenException', 'TokenRefreshRequired'),
      says(/security token .*expired/i),
    ),
    error: (_, { profile }) => errors.expiredCredentials(profile),
  },
  {
    is: named(
      'InvalidClientTokenId',
      'UnrecognizedClientException',
      'InvalidAccessKeyId',
      'SignatureDoesNotMatch',
      'InvalidSignatureException',
      'IncompleteSignature',
      'AuthFailure',
      'OptInRequired',
    ),
    error: ({ message }, { region, profile }) => errors.refusedCredentials(region ?? '', profile, message),
  },
  {
    is: forbidden,
    error: ({ message }) => errors.accessDenied(...denied(message), message),
  },
  {
    is: throttled,
    error: ({ message }) => errors.throttled(message),
  },
  {
    is: both(
      says(/'templateBody' failed to satisfy constraint/),
      says(/length less than or equal to|Maximum/i),
    ),
    error: () => errors.templateTooLong(),
  },
  {
    is: named('InsufficientCapabilitiesException', 'InsufficientCapabilities'),
    error: ({ message }) => errors.missingCapability(message),
  },
  {
    is: named('LimitExceededException', 'LimitExceeded', 'ServiceQuotaExceededException', 'TooManyBuckets'),
    error: ({ message }, { region }) => errors.overQuota(region ?? '', message),
  },
  {
    is: says(/^Stack (with id |\[)?.*does not exist|^Stack:.* does not exist/),
    error: (_, at) => errors.noSuchStack(at.stackName, inPlace(at)),
  },
  {
    is: says(/_IN_PROGRESS state/),
    error: (_, { stackName }) => errors.stackBusy(stackName),
  },
  {
    is: unknownHost,
    error: ({ message }, { region, endpoint }) => errors.unknownHost(hostIn(message), region, endpoint),
  },
  {
    is: either(refused, unreachable),
    error: (failure, { endpoint, loopback }) =>
      loopback && endpoint
        ? errors.noLocalStack(endpoint)
        : errors.unreachable(endpoint ?? 'AWS', failure.code || failure.name),
  },
  {
    is: ({ code }) => /CERT|SELF_SIGNED|SSL|TLS/.test(code),
    error: ({ message, code }, { endpoint }) => errors.untrusted(endpoint ?? 'AWS', `${code}, ${message}`),
  },
  {
    is: named('NoSuchBucket', 'PermanentRedirect', 'AuthorizationHeaderMalformed', 'InvalidBucketName'),
    error: ({ name, message }) => errors.noBucket(`${name}: ${message}`),
  },
  { is: named('NotSupportedLocally'), error: ({ message }) => errors.notSupportedLocally(message) },
  {
    // an answer to a HEAD request has a status and no words
    is: ({ status }) => status === 501,
    error: (_, { endpoint }) => errors.notSupportedLocally(`${endpoint} knows no such service.`),
  },
  {
    is: broken,
    error: ({ name, message }) => errors.brokenAws(`${name}: ${message}`),
  },
  {
    is: named('ValidationError'),
    error: ({ message }, { stackName }) => errors.refusedByCloudFormation(stackName, message),
  },
  {
    is: ({ fault }) => fault === 'client',
    error: ({ name, message }) => errors.refusedByAws(name, message),
  },
]

/** An error for a person; what is nothing of AWS's comes back as it is, for it is a bug or has been explained. */
export const explain = (error: unknown, at: Circumstances): unknown => {
  if (error instanceof PersonError || !(error instanceof Error)) return error
  const failure = failureOf(error)
  return kinds.find(({ is }) => is(failure))?.error(failure, at) ?? error
}

/** Does something to a stack of the local endpoint, and explains what it throws. */
export const explaining = async <Result>(
  at: Pick<Circumstances, 'stackName' | 'region'> & { readonly endpoint: string },
  work: () => Promise<Result>,
): Promise<Result> => {
  try {
    return await work()
  } catch (error) {
    throw explain(error, { ...at, profile: undefined, loopback: true })
  }
}

/** Whether the same request may well succeed a little later: throttled, lost on the way, or AWS's own failure. */
export const isTransient = (error: unknown): error is Error =>
  error instanceof Error && either(throttled, unknownHost, unreachable, broken)(failureOf(error))

/** Whether credentials that are good lack the right to do it: which right as far as AWS says it, and AWS's words. */
export const missingRight = (
  error: unknown,
): { readonly action: string; readonly says: string } | undefined => {
  if (!(error instanceof Error) || !forbidden(failureOf(error))) return undefined
  return { action: denied(error.message)[0] ?? '', says: error.message }
}

const failureOf = (error: Error): Failure => {
  const { name, message, cause } = error
  // several addresses were tried, and each has its own failure
  const inner = error instanceof AggregateError ? error.errors[0] : undefined
  return {
    name,
    message: message || textIn(inner, 'message'),
    code: textIn(error, 'code') || textIn(inner, 'code') || textIn(cause, 'code'),
    fault: textIn(error, '$fault') || undefined,
    status: statusIn(error),
  }
}

const statusIn = (error: Error): number => {
  const metadata: unknown = Reflect.get(error, '$metadata')
  const status: unknown =
    typeof metadata === 'object' && metadata !== null ? Reflect.get(metadata, 'httpStatusCode') : 0
  return typeof status === 'number' ? status : 0
}

const textIn = (value: unknown, key: string): string => {
  const found: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
  return typeof found === 'string' ? found : ''
}

/** Which action is denied, and on what, as far as AWS says it. */
const denied = (message: string): readonly [action: string | undefined, resource: string | undefined] => [
  /not authorized to perform:? ([\w-]+:\w+)/.exec(message)?.[1],
  /on resource:? (\S+?)(?:[\s.,]|$)/.exec(message)?.[1],
]

const hostIn = (message: string): string => / ([\w.-]+)$/.exec(message)?.[1] ?? message

const inPlace = ({ endpoint, region }: Circumstances): string =>
  endpoint === undefined ? ` in ${region}` : ` at ${endpoint}`
