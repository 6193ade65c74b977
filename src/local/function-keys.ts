// Who of the callers is a function: each signs with the access key of its own environment, and the signature names
// it. On AWS these are the temporary credentials of the function's role, whose keys start with ASIA.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html

import { createHash } from 'node:crypto'

export type FunctionKeys = {
  /** The access key of a function, the same for all its environments. */
  readonly issue: (functionName: string) => string
  /** The name of the function whose key this is; undefined for anybody else's. */
  readonly functionOf: (accessKey: string | undefined) => string | undefined
}

export const makeFunctionKeys = (): FunctionKeys => {
  const functions = new Map<string, string>()
  return {
    issue: name => {
      const key = `ASIA${createHash('sha256').update(name).digest('hex').slice(0, 16).toUpperCase()}`
      functions.set(key, name)
      return key
    },
    functionOf: key => (key === undefined ? undefined : functions.get(key)),
  }
}

/** The access key in an AWS4-HMAC-SHA256 authorisation. */
export const accessKeyOf = (authorization: string | undefined): string | undefined =>
  /Credential=([^,\s/]+)\//.exec(authorization ?? '')?.[1]
