import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Circumstances, explain } from '../../src/deploy/explain.ts'
import { errors, PersonError } from '../../src/errors.ts'

const test = suite('what AWS and the network throw, as errors for a person')

const aws: Circumstances = {
  stackName: 'guacs',
  region: 'eu-west-1',
  profile: undefined,
  endpoint: undefined,
  loopback: false,
}
const profile: Circumstances = { ...aws, profile: 'work' }
const local: Circumstances = { ...aws, endpoint: 'http://127.0.0.1:4566', loopback: true }

const thrown = (name: string, message: string, more: object = {}): Error =>
  Object.assign(new Error(message), { name, ...more })
const client = { $fault: 'client' }

// The messages are those of the SDK and of AWS.
const cases: readonly (readonly [what: string, error: Error, at: Circumstances, text: RegExp])[] = [
  ['no region', thrown('Error', 'Region is missing'), aws, /^No AWS region is known\.\n {2}Give --region/],
  [
    'no credentials',
    thrown('CredentialsProviderError', 'Could not load credentials from any providers'),
    aws,
    /^No AWS credentials are found\.\n {2}Run aws configure/,
  ],
  [
    'a profile without credentials',
    thrown('CredentialsProviderError', 'Could not load credentials from any providers'),
    profile,
    /^The AWS profile work gives no credentials.*\n {2}aws configure list-profiles/,
  ],
  [
    'an SSO session that has ended',
    thrown(
      'CredentialsProviderError',
      "The SSO session token associated with profile=work was not found or is invalid. To refresh this SSO session run 'aws sso login' with the corresponding profile.",
    ),
    profile,
    /^The AWS login of the profile work has ended\.\n {2}Run aws sso login --profile work/,
  ],
  [
    'expired credentials',
    thrown('ExpiredTokenException', 'The security token included in the request is expired', client),
    aws,
    /have expired\.\n {2}Get new ones/,
  ],
  [
    'credentials that do not exist',
    thrown('InvalidClientTokenId', 'The security token included in the request is invalid.', client),
    aws,
    /^AWS does not accept the credentials.*\n {2}Check them with aws sts get-caller-identity.*eu-west-1/,
  ],
  [
    'a clock that is wrong',
    thrown(
      'SignatureDoesNotMatch',
      'Signature expired: 20261122T100000Z is now earlier than 20261122T101500Z (20261122T102000Z - 5 min.)',
      client,
    ),
    aws,
    /^AWS refuses the time of this machine's clock: Signature expired.*\n {2}Set the clock/,
  ],
  [
    'a denied action',
    thrown(
      'AccessDenied',
      'User: arn:aws:iam::123456789012:user/ann is not authorized to perform: cloudformation:CreateStack on resource: arn:aws:cloudformation:eu-west-1:123456789012:stack/guacs/* because no identity-based policy allows the cloudformation:CreateStack action',
      client,
    ),
    aws,
    /^These credentials may not cloudformation:CreateStack on arn:aws:cloudformation:eu-west-1:123456789012:stack\/guacs\/\*\..*\n {2}Let an administrator allow cloudformation:CreateStack/,
  ],
  [
    'a denial without words',
    thrown('Forbidden', 'UnknownError', client),
    aws,
    /^These credentials may not do this\. AWS says: UnknownError\n/,
  ],
  [
    'throttling',
    thrown('Throttling', 'Rate exceeded', client),
    aws,
    /no more requests for the moment.*\n {2}Wait/,
  ],
  [
    'a template over the limit',
    thrown(
      'ValidationError',
      "1 validation error detected: Value 'Description: …' at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to 51200",
      client,
    ),
    aws,
    /no template of more than 51,200 bytes.*\n {2}Make it smaller/,
  ],
  [
    'a missing capability',
    thrown('InsufficientCapabilitiesException', 'Requires capabilities : [CAPABILITY_AUTO_EXPAND]', client),
    aws,
    /CAPABILITY_AUTO_EXPAND\]\n {2}Take what needs it out/,
  ],
  [
    'a used-up quota',
    thrown('LimitExceededException', 'Stack limit exceeded', client),
    aws,
    /^A quota of the account is used up in eu-west-1: Stack limit exceeded\n {2}Delete/,
  ],
  [
    'no such stack',
    thrown('ValidationError', 'Stack with id guacs does not exist', client),
    aws,
    /^There is no stack guacs in eu-west-1\.\n {2}Create it with guac deploy/,
  ],
  [
    'no such stack, on this machine',
    thrown('ValidationError', 'Stack [guacs] does not exist', client),
    local,
    /^There is no stack guacs at http:\/\/127\.0\.0\.1:4566\./,
  ],
  [
    'a stack that is busy',
    thrown(
      'ValidationError',
      'Stack:arn:aws:cloudformation:eu-west-1:1:stack/guacs/1 is in UPDATE_IN_PROGRESS state and can not be updated.',
      client,
    ),
    aws,
    /^Another operation on the stack guacs is in progress\.\n {2}Run guac deploy/,
  ],
  [
    'a misspelt region',
    thrown('Error', 'getaddrinfo ENOTFOUND cloudformation.eu-wset-1.amazonaws.com', { code: 'ENOTFOUND' }),
    { ...aws, region: 'eu-wset-1' },
    /^There is no address of cloudformation\.eu-wset-1\.amazonaws\.com\.\n {2}.*the region eu-wset-1\.$/,
  ],
  [
    'a local stack that does not run',
    thrown('Error', 'connect ECONNREFUSED 127.0.0.1:4566', { code: 'ECONNREFUSED' }),
    local,
    /^Nothing answers at http:\/\/127\.0\.0\.1:4566\.\n {2}Start the local stack in another terminal with guac dev/,
  ],
  [
    'a local stack that listens on neither address of localhost',
    Object.assign(
      new AggregateError([
        thrown('Error', 'connect ECONNREFUSED ::1:4566', { code: 'ECONNREFUSED' }),
        thrown('Error', 'connect ECONNREFUSED 127.0.0.1:4566', { code: 'ECONNREFUSED' }),
      ]),
      {},
    ),
    local,
    /^Nothing answers at/,
  ],
  [
    'an endpoint that is too slow',
    thrown('TimeoutError', 'Connection timed out after 1000 ms'),
    aws,
    /^AWS cannot be reached \(TimeoutError\)\.\n {2}Check the network/,
  ],
  [
    'a proxy that opens connections',
    thrown('Error', 'self-signed certificate in certificate chain', { code: 'SELF_SIGNED_CERT_IN_CHAIN' }),
    aws,
    /is not trusted.*\n {2}.*NODE_EXTRA_CA_CERTS/,
  ],
  [
    'what the local stack cannot do',
    thrown('NotSupportedLocally', 'The local stack does not support the action Foo.', client),
    local,
    /^The local stack cannot do this: .*Foo\.\n/,
  ],
  [
    'a failure of AWS',
    thrown('InternalFailure', 'We encountered an internal error', { $fault: 'server' }),
    aws,
    /^AWS failed to answer: InternalFailure.*\n {2}Run this again/,
  ],
  [
    'any other refusal',
    thrown('ValidationError', 'Parameters: [Nope] do not exist in the template', client),
    aws,
    /^CloudFormation refuses this for the stack guacs: Parameters: \[Nope\] do not exist in the template\n/,
  ],
  [
    'a refusal of another service',
    thrown('InvalidParameter', 'Invalid parameter: TopicArn', client),
    aws,
    /^AWS refuses this \(InvalidParameter\): Invalid parameter: TopicArn\n/,
  ],
]

for (const [what, error, at, text] of cases)
  test(what, () => {
    const explained = explain(error, at)
    assert.instance(explained, PersonError)
    assert.match((explained as PersonError).message, text)
  })

test('a bug stays a bug', () => {
  const bug = new TypeError('x is not a function')
  assert.is(explain(bug, aws), bug)
})

test('what has been explained stays as it is', () => {
  const error = errors.noRegion()
  assert.is(explain(error, aws), error)
})

test.run()
