import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type TargetOptions, type Where, whereFrom } from '../../src/deploy/where.ts'

const test = suite('where a command acts')

type Case = readonly [
  what: string,
  env: Readonly<Record<string, string>>,
  options: Partial<TargetOptions>,
  where: Partial<Where>,
]

const loopback = 'http://127.0.0.1:4566'
const cases: readonly Case[] = [
  [
    'nothing said: all by the chain of the SDK',
    {},
    {},
    { region: undefined, endpoint: undefined, loopback: false },
  ],
  ['--region', { AWS_REGION: 'a-1' }, { region: 'b-1' }, { region: 'b-1' }],
  [
    'AWS_REGION before AWS_DEFAULT_REGION',
    { AWS_REGION: 'a-1', AWS_DEFAULT_REGION: 'b-1' },
    {},
    { region: 'a-1' },
  ],
  ['AWS_DEFAULT_REGION, as the AWS CLI', { AWS_DEFAULT_REGION: 'b-1' }, {}, { region: 'b-1' }],
  [
    'an empty variable says nothing',
    { AWS_REGION: '', AWS_ENDPOINT_URL: '' },
    {},
    { region: undefined, endpoint: undefined },
  ],
  [
    'AWS_ENDPOINT_URL',
    { AWS_ENDPOINT_URL: `${loopback}/` },
    {},
    { endpoint: loopback, loopback: true, region: 'us-east-1' },
  ],
  [
    '--endpoint-url before it',
    { AWS_ENDPOINT_URL: loopback },
    { endpointUrl: 'https://a.b' },
    { endpoint: 'https://a.b', loopback: false },
  ],
  [
    'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
    { AWS_ENDPOINT_URL: loopback, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' },
    {},
    { endpoint: undefined },
  ],
  [
    '--local before all of the environment',
    { AWS_ENDPOINT_URL: 'https://a.b', AWS_REGION: 'a-1' },
    { local: true },
    { endpoint: loopback, loopback: true, region: 'us-east-1' },
  ],
  ['localhost', {}, { endpointUrl: 'http://localhost:1' }, { loopback: true }],
  ['IPv6', {}, { endpointUrl: 'http://[::1]:1' }, { loopback: true }],
  [
    'a name that only begins like this machine',
    {},
    { endpointUrl: 'http://127.0.0.1.example.com' },
    { loopback: false },
  ],
  [
    'a profile through a tunnel keeps its credentials',
    {},
    { endpointUrl: loopback, profile: 'p' },
    { loopback: false, profile: 'p' },
  ],
]

for (const [what, env, options, expected] of cases)
  test(what, () => {
    const where = whereFrom(env, { stackName: 'guacs', ...options })
    assert.is(where.stackName, 'guacs')
    for (const [key, value] of Object.entries(expected)) assert.is(where[key as keyof Where], value, key)
  })

for (const [options, message] of [
  [{ stackName: '9' }, /^--stack-name is "9"\.\n/],
  [{ stackName: 'a/b' }, /^--stack-name is "a\/b"\.\n/],
  [{ endpointUrl: 'localhost:4566' }, /^--endpoint-url is "localhost:4566"\.\n {2}Give a whole URL/],
  [{ endpointUrl: 'nonsense' }, /^--endpoint-url is "nonsense"/],
] as const)
  test(`refuses ${JSON.stringify(options)}`, () => {
    assert.throws(
      () => whereFrom({}, { stackName: 'guacs', ...options }),
      (error: Error) => message.test(error.message),
    )
  })

test('names the variable that is wrong', () => {
  assert.throws(
    () => whereFrom({ AWS_ENDPOINT_URL: '4566' }, { stackName: 'a' }),
    /^AWS_ENDPOINT_URL is "4566"/,
  )
})

test.run()
