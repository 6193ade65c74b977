// The real AWS CLI and boto3, where the test run could install them.

import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

const folder = process.env.GUAC_PYTHON

/** Whether the AWS CLI and boto3 are here; tests that need them are skipped otherwise. */
export const hasPython = folder !== undefined

const environment = (endpoint: string) => ({
  PATH: process.env.PATH,
  HOME: '/nonexistent',
  AWS_ENDPOINT_URL: endpoint,
  AWS_DEFAULT_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
})

const run = async (program: string, args: readonly string[], endpoint: string): Promise<string> => {
  const { stdout } = await promisify(execFile)(join(folder ?? '', program), [...args], {
    env: environment(endpoint),
  })
  return stdout
}

/** Runs the AWS CLI against an endpoint and returns its output as JSON, if there is any. Throws when it fails. */
export const aws = async (endpoint: string, ...args: readonly string[]) => {
  // version 1 of the CLI takes SQS's endpoint from this option only
  const stdout = await run('aws', [...args, '--endpoint-url', endpoint, '--output', 'json'], endpoint)
  return stdout.trim() === '' ? undefined : JSON.parse(stdout)
}

/** Runs a Python program against an endpoint and returns what it prints. Throws when it fails. */
export const python = (endpoint: string, program: string): Promise<string> =>
  run('python', ['-c', program], endpoint)
