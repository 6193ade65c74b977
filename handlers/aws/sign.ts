// AWS Signature Version 4 of a POST to the root path, all that the calls here are.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html

import { createHash, createHmac } from 'node:crypto'
import type { AwsEnv } from './world.ts'

type Headers = Readonly<Record<string, string>>

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

// A derived key holds for a day; deriving it anew for each call would be four of the five HMACs.
const keys = new Map<string, Buffer>()

const signingKey = (secret: string, day: string, region: string, service: string): Buffer => {
  const id = [secret, day, region, service].join()
  let key = keys.get(id)
  if (!key) {
    // Three services and one day are live at once; forget the days before.
    if (keys.size > 8) keys.clear()
    key = [day, region, service, 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secret}`) as Buffer
    keys.set(id, key)
  }
  return key
}

/** The headers (names in lower case) with those that authorise the request. `now` in ms. */
export const sign = (env: AwsEnv, service: string, headers: Headers, body: string, now: number): Headers => {
  const { AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = env
  const date = new Date(now).toISOString().replace(/\.\d+|[:-]/g, '')
  const day = date.slice(0, 8)
  const scope = `${day}/${AWS_REGION}/${service}/aws4_request`
  const all: Record<string, string> = { ...headers, 'x-amz-date': date }
  if (AWS_SESSION_TOKEN) all['x-amz-security-token'] = AWS_SESSION_TOKEN
  const names = Object.keys(all).sort()
  const signed = names.join(';')
  const canonical = ['POST', '/', '', ...names.map(name => `${name}:${all[name]}`), '', signed, sha256(body)]
  const text = `AWS4-HMAC-SHA256\n${date}\n${scope}\n${sha256(canonical.join('\n'))}`
  const signature = hmac(signingKey(AWS_SECRET_ACCESS_KEY, day, AWS_REGION, service), text).toString('hex')
  all.authorization = `AWS4-HMAC-SHA256 Credential=${AWS_ACCESS_KEY_ID}/${scope}, SignedHeaders=${signed}, Signature=${signature}`
  return all
}
