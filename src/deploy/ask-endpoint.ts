// Whether anybody answers at an endpoint, and what time it is there, asked without credentials.

import { get as getPlainly } from 'node:http'
import { get as getSecurely } from 'node:https'
import type { LazyClients } from './lazy-clients.ts'

/** Where CloudFormation is reached in a region, as the SDK knows it for all partitions. */
export const awsEndpoint = async (clients: LazyClients, region: string): Promise<string> => {
  const { config } = await clients.cloudformation()
  const parameters = { Region: region, UseDualStack: false, UseFIPS: false }
  return config.endpointProvider(parameters).url.href
}

/** How long an endpoint may take to answer, in ms. */
const patience = 5000

/**
 * How far this machine's clock is ahead of the endpoint's, in ms; 0 where that tells no time. Any answer will do:
 * without a signature it is mostly a refusal. Throws when nobody answers.
 */
export const askEndpoint = async (url: string, now: () => number): Promise<number> => {
  const before = now()
  const theirs = Date.parse(await dateAt(new URL(url)))
  // the header has whole seconds: on the average it is half a second behind
  return Number.isNaN(theirs) ? 0 : (before + now()) / 2 - (theirs + 500)
}

// not by fetch, which refuses some ports, and hides why it fails
const dateAt = (url: URL): Promise<string> =>
  new Promise((resolve, reject) => {
    const get = url.protocol === 'https:' ? getSecurely : getPlainly
    const request = get(url, { agent: false, timeout: patience }, answer => {
      resolve(answer.headers.date ?? '')
      request.destroy()
    })
    const late = () => Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })
    request.on('timeout', () => request.destroy(late())).on('error', reject)
  })
