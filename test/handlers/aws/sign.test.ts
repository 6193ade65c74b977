import { createServer, type IncomingHttpHeaders } from 'node:http'
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { sign } from '../../../handlers/aws/sign.ts'
import { bodyOf, listen, only } from '../local-aws.ts'

const test = suite('Signature Version 4')

// Else the SDK warns on Node 20, in the middle of the tests' output.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true'

// AWS's own test vectors (aws-sig-v4-test-suite): those that post to the root path, as every call here does.
const env = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
}
const now = Date.UTC(2015, 7, 30, 12, 36)
const host = 'example.amazonaws.com'
const token =
  'AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA=='

const vectors: [string, Record<string, string>, string, string, string, string?][] = [
  [
    'post-vanilla',
    {},
    '',
    'host;x-amz-date',
    '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b',
  ],
  [
    'post-x-www-form-urlencoded',
    { 'content-type': 'application/x-www-form-urlencoded' },
    'Param1=value1',
    'content-type;host;x-amz-date',
    'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a',
  ],
  [
    'post-x-www-form-urlencoded-parameters',
    { 'content-type': 'application/x-www-form-urlencoded; charset=utf8' },
    'Param1=value1',
    'content-type;host;x-amz-date',
    '1a72ec8f64bd914b0e42e42607c7fbce7fb2c7465f63e3092b3b0d39fa77a6fe',
  ],
  [
    'post-header-key-sort',
    { 'my-header1': 'value1' },
    '',
    'host;my-header1;x-amz-date',
    'c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c',
  ],
  [
    'post-header-value-case',
    { 'my-header1': 'VALUE1' },
    '',
    'host;my-header1;x-amz-date',
    'cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d',
  ],
  [
    'post-sts-header-before',
    {},
    '',
    'host;x-amz-date;x-amz-security-token',
    '85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead',
    token,
  ],
]
for (const [name, headers, body, names, signature, session] of vectors)
  test(`AWS’s test vector ${name}`, () => {
    const signing = session ? { ...env, AWS_SESSION_TOKEN: session } : env
    const signed = sign(signing, 'service', { ...headers, host }, body, now)
    assert.is(
      signed.authorization,
      `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=${names}, Signature=${signature}`,
    )
    assert.is(signed['x-amz-date'], '20150830T123600Z')
    assert.is(signed['x-amz-security-token'], session)
  })

test('a request is signed as the SDK signs it, in UTF-8 and with a session token', async () => {
  const seen: { headers: IncomingHttpHeaders; body: string }[] = []
  const server = createServer(async (incoming, response) => {
    seen.push({ headers: incoming.headers, body: await bodyOf(incoming) })
    response.end('{}')
  })
  const client = new DynamoDBClient({
    endpoint: await listen(server),
    region: 'ap-south-1',
    credentials: { accessKeyId: 'AKIA1', secretAccessKey: 's3cr3t/+', sessionToken: 'tok/en==' },
  })
  await client.send(new PutItemCommand({ TableName: 't', Item: { moduleId: { S: 'é 😀 "' } } }))
  client.destroy()
  server.closeAllConnections()
  server.close()

  const { headers, body } = only(seen)
  const names = headers.authorization?.match(/SignedHeaders=([^,]*)/)?.[1]?.split(';') ?? []
  const given = names.filter(name => !['x-amz-date', 'x-amz-security-token'].includes(name))
  const signing = {
    AWS_REGION: 'ap-south-1',
    AWS_ACCESS_KEY_ID: 'AKIA1',
    AWS_SECRET_ACCESS_KEY: 's3cr3t/+',
    AWS_SESSION_TOKEN: 'tok/en==',
  }
  const date = `${headers['x-amz-date']}`.replace(/(....)(..)(..)T(..)(..)(..)Z/, '$1-$2-$3T$4:$5:$6Z')
  const own = sign(
    signing,
    'dynamodb',
    Object.fromEntries(given.map(name => [name, `${headers[name]}`])),
    body,
    Date.parse(date),
  )
  assert.is(own.authorization, headers.authorization)
})

test('a key is derived anew for another day, region, service or secret', () => {
  const signatures = [
    sign(env, 's', { host }, '', now),
    sign(env, 's', { host }, '', now + 86_400_000),
    sign({ ...env, AWS_REGION: 'r' }, 's', { host }, '', now),
    sign(env, 's2', { host }, '', now),
    sign({ ...env, AWS_SECRET_ACCESS_KEY: 'x' }, 's', { host }, '', now),
    ...Array.from({ length: 12 }, (_, i) => sign(env, `s${i + 3}`, { host }, '', now)),
  ].map(signed => signed.authorization)
  assert.is(new Set(signatures).size, signatures.length)
  assert.is(sign(env, 's', { host }, '', now).authorization, signatures[0])
})

test.run()
