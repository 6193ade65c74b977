import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { S3Client } from '@aws-sdk/client-s3'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseTemplate } from '../../src/cfn/parse-template.ts'
import { codeBucketTemplate } from '../../src/deploy/code-bucket.ts'
import { uploadCode } from '../../src/deploy/upload-code.ts'

const test = suite('code in a bucket')

/** As much of S3 as holds objects. `unseen` is what it answers for one that is not there. */
const startS3 = async (unseen: 403 | 404) => {
  const objects = new Map<string, Buffer>()
  const calls: string[] = []
  const server = createServer(async (request, response) => {
    const path = request.url?.split('?')[0] ?? ''
    calls.push(`${request.method} ${path}`)
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    if (request.method === 'PUT') {
      objects.set(path, Buffer.concat(chunks))
      return response.end()
    }
    const found = objects.get(path)
    return found ? response.setHeader('content-length', found.length).end() : response.writeHead(unseen).end()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const client = new S3Client({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    forcePathStyle: true,
  })
  const stop = () => {
    client.destroy()
    server.close()
  }
  return { client, objects, calls, stop }
}

for (const unseen of [404, 403] as const)
  test(`is sent once, and not again while it is there (absent objects answer ${unseen})`, async () => {
    const { client, objects, calls, stop } = await startS3(unseen)
    const code = { bucket: 'b', key: 'guac/1.zip', zip: Buffer.from('code') }
    assert.is(await uploadCode(client, code), true)
    assert.is(await uploadCode(client, code), false)
    stop()
    assert.equal(calls, ['HEAD /b/guac/1.zip', 'PUT /b/guac/1.zip', 'HEAD /b/guac/1.zip'])
    assert.match(String(objects.get('/b/guac/1.zip')), 'code')
  })

test('one that was cut short is sent again', async () => {
  const { client, objects, stop } = await startS3(404)
  objects.set('/b/k', Buffer.from('co'))
  assert.is(await uploadCode(client, { bucket: 'b', key: 'k', zip: Buffer.from('code') }), true)
  stop()
})

test('the bucket of its own is encrypted, private, versioned, over TLS only, and kept', () => {
  const { Bucket, TlsOnly } = parseTemplate(codeBucketTemplate).Resources
  assert.is(Bucket?.DeletionPolicy, 'Retain')
  assert.equal(Object.keys(Bucket?.Properties ?? {}).sort(), [
    'BucketEncryption',
    'LifecycleConfiguration',
    'OwnershipControls',
    'PublicAccessBlockConfiguration',
    'VersioningConfiguration',
  ])
  assert.match(JSON.stringify(TlsOnly), '"aws:SecureTransport":"false"')
})

test.run()
