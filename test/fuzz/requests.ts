// Requests of every kind: those that the AWS CLI and SDKs sent once, with their bytes, headers or bodies changed.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import type { Value } from '../../src/cfn/template.ts'
import { mutated } from './mutate.ts'
import { mutatedTree } from './mutate-tree.ts'

type Recorded = {
  readonly method: string
  readonly path: string
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string
}
type Request = Recorded & { readonly host: string }

/** A request as it goes over the wire, its length right. */
export const wire = ({ method, path, headers, body, host }: Request): Buffer => {
  const bytes = Buffer.from(body)
  const lines = [['Host', host] as const, ...headers, ['Content-Length', `${bytes.length}`] as const]
  const head = `${method} ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}`
  return Buffer.concat([Buffer.from(`${head}\r\n`), bytes])
}

const words = [
  ...[
    '\r\n',
    '\r\n\r\n',
    '\n\n',
    '\0',
    ': ',
    'Host: 127.0.0.1',
    'Host: evil.example',
    'Origin: http://evil.example',
  ],
  ...['Transfer-Encoding: chunked', 'Content-Length: 0', 'Content-Length: 99999999999', 'Connection: close'],
  ...[
    'Expect: 100-continue',
    'Upgrade: websocket',
    'HTTP/1.0',
    'HTTP/2',
    'GET',
    'CONNECT',
    'HEAD',
    'OPTIONS',
  ],
  ...[
    'X-Amz-Target: DynamoDB_20120810.__proto__',
    'Content-Encoding: gzip',
    '%00',
    '%zz',
    '/../',
    '//',
    '?a=b',
  ],
  ...['Action=', '&Action=CreateStack', '&A.member.1=', '&A.member.__proto__.x=1', '__proto__.polluted=1'],
]

/** All that is sent to the endpoint at a port. */
export const requestsTo = (port: number): fc.Arbitrary<Buffer> => {
  const host = `127.0.0.1:${port}`
  const fixture = readFileSync(join(process.cwd(), 'test/fixtures/requests.json'), 'utf8')
  const recorded = (JSON.parse(fixture.replaceAll('ENDPOINT', host)) as Recorded[]).map(each => ({
    ...each,
    host,
  }))
  const forms = recorded.filter(({ body }) => body.startsWith('Action='))
  const json = recorded.filter(({ body }) => body.startsWith('{'))
  const rest = recorded.filter(({ path }) => path !== '/')

  const name = fc.constantFrom(
    ...[
      'Action',
      'StackName',
      'TemplateBody',
      'TopicArn',
      'Message',
      'NextToken',
      'Tags',
      'Parameters',
      'Attributes',
    ],
    ...[
      'Tags.member.1.Key',
      'Parameters.member.1',
      'Tags.member.x',
      'Tags.member',
      'A.B',
      '.',
      '',
      '__proto__.polluted',
    ],
    ...[
      'constructor.prototype.polluted',
      'MessageAttributes.entry.1.Name',
      'Attributes.entry.1.key',
      'a.'.repeat(500),
    ],
    ...[
      'Capabilities.member.999999999999',
      'Tags.member.-1.Key',
      'StackStatusFilter.member.1',
      'ChangeSetName',
    ],
  )
  const value = fc.oneof(
    fc.constantFrom(
      '',
      '0',
      '-1',
      'true',
      '__proto__',
      'x'.repeat(3000),
      '{}',
      '[]',
      'null',
      '1e999',
      '\0',
      'é',
    ),
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.constantFrom('arn:aws:sns:us-east-1:000000000000:t', 'arn:', ':::::', 's', 'CreateStack', 'Publish'),
  )
  const form = fc
    .tuple(fc.constantFrom(...forms), fc.array(fc.tuple(name, value, fc.boolean()), { maxLength: 4 }))
    .map(([request, edits]) => {
      const body = new URLSearchParams(request.body)
      for (const [key, text, adds] of edits) adds ? body.append(key, text) : body.set(key, text)
      return wire({ ...request, body: `${body}` })
    })
  const trees = json.map(({ body }) => JSON.parse(body) as Value)
  const keys = [...new Set(json.flatMap(({ body }) => Object.keys(JSON.parse(body))))]
  const call = fc
    .tuple(fc.constantFrom(...json), fc.boolean(), mutatedTree(trees, keys))
    .chain(([request, own, other]) =>
      own
        ? mutatedTree([JSON.parse(request.body)], keys).map(body => ({
            ...request,
            body: JSON.stringify(body),
          }))
        : fc.constant({ ...request, body: JSON.stringify(other) }),
    )
    .map(wire)
  const headers = fc
    .tuple(
      fc.constantFrom(...recorded, ...rest, ...rest),
      fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH', 'BREW'),
      fc.oneof(
        fc.constantFrom(
          '/',
          '/2015-03-31/functions/',
          '//',
          '*',
          '/?',
          'http://evil.example/',
          '/%',
          '/%00',
          '/a?b=%zz',
        ),
        fc.constantFrom(
          '/2015-03-31/functions/%zz/invocations',
          '/2015-03-31/functions/f/invocations?Qualifier=x',
        ),
        fc.webPath({ size: 'small' }).map(path => `/2015-03-31${path}`),
        fc.webPath({ size: 'small' }).map(path => `/${path}`),
      ),
      fc.array(
        fc.tuple(
          fc.constantFrom(
            'Origin',
            'Sec-Fetch-Site',
            'Content-Type',
            'X-Amz-Target',
            'Authorization',
            'Host',
            'Cookie',
          ),
          fc.constantFrom(
            '',
            'null',
            'x',
            'http://evil.example',
            'AmazonSQS.',
            '.',
            'AmazonSQS.toString',
            '[::1]',
            'é',
          ),
        ),
        { maxLength: 3 },
      ),
    )
    .map(([request, method, path, more]) =>
      wire({ ...request, method, path, headers: [...request.headers, ...more] }),
    )
  const chunked = fc
    .tuple(
      fc.constantFrom(...recorded),
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
      mutated([''], words),
    )
    .map(([request, sizes, trailer]) => {
      const whole = String(wire({ ...request, body: '' }))
      const head = whole.replace('Content-Length: 0\r\n', 'Transfer-Encoding: chunked\r\n')
      const body = Buffer.from(request.body)
      const chunks: Buffer[] = [Buffer.from(head)]
      for (let at = 0, turn = 0; at < body.length; turn += 1) {
        const part = body.subarray(at, at + (sizes[turn % sizes.length] ?? 1) * 20)
        chunks.push(Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from('\r\n'))
        at += part.length
      }
      return Buffer.concat([...chunks, Buffer.from('0\r\n'), trailer, Buffer.from('\r\n')])
    })
  const huge = fc
    .tuple(fc.constantFrom(...recorded), fc.integer({ min: 10, max: 20 }))
    .map(([request, bits]) =>
      wire({ ...request, headers: [...request.headers, ['X-Long', 'x'.repeat(1 << bits)]] }),
    )
  return fc.oneof(
    { weight: 35, arbitrary: mutated(recorded.map(wire), words) },
    { weight: 20, arbitrary: form },
    { weight: 30, arbitrary: call },
    { weight: 8, arbitrary: headers },
    { weight: 5, arbitrary: chunked },
    { weight: 1, arbitrary: huge },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }).map(bytes => Buffer.from(bytes)) },
  )
}
