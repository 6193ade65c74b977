// Who may speak to the endpoint. It runs code that a template carries, and the query protocol is a plain form
// post: without these checks any web page could create a stack on the developer's machine. Pure.

import { AwsError } from './aws-error.ts'

type Headers = Readonly<Record<string, string | string[] | undefined>>

const loopback = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i

/** The refusal of a request whose headers show that it does not come from a program on this machine. */
export const refusal = (headers: Headers): AwsError | undefined => {
  const { host, origin, authorization } = headers
  // the same refusals have longer names in the JSON protocols
  const kind = headers['x-amz-target'] === undefined ? '' : 'Exception'
  const denied = (why: string): AwsError =>
    new AwsError(`AccessDenied${kind}`, `Refused by the local stack: ${why}.`, 403)
  const site = headers['sec-fetch-site']
  if (typeof host !== 'string' || !loopback.test(host))
    return denied(
      `the Host header must name this machine (127.0.0.1 or localhost), and it is "${host ?? ''}"`,
    )
  if (origin !== undefined && !isLoopbackOrigin(String(origin)))
    return denied(`the request comes from the web origin "${origin}"`)
  if (site !== undefined && site !== 'same-origin' && site !== 'none')
    return denied(`the request comes from another site (Sec-Fetch-Site: ${site})`)
  if (typeof authorization !== 'string' || !authorization.startsWith('AWS4-HMAC-SHA256 '))
    return new AwsError(
      `MissingAuthenticationToken${kind}`,
      'The request carries no AWS4-HMAC-SHA256 authorization. Use an AWS client; any access key will do here.',
      403,
    )
  return undefined
}

const isLoopbackOrigin = (origin: string): boolean => {
  const found = /^https?:\/\/(.+)$/.exec(origin)
  return found?.[1] !== undefined && loopback.test(found[1])
}
