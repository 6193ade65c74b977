import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { localClients } from '../deploy/clients.ts'
import { createStack, outputsOf } from '../deploy/create-stack.ts'
import { errors } from '../errors.ts'
import type { Io } from '../io.ts'
import { openLocal } from '../local/open-local.ts'
import { parsePort } from '../parse-port.ts'

export type DevOptions = { readonly port: string; readonly deploy: boolean }

/** Runs the local stack until Ctrl-C, with service.yaml deployed unless told otherwise. */
export const dev = async (io: Io, options: DevOptions): Promise<void> => {
  const port = parsePort(options.port)
  const template = options.deploy ? await readTemplate(join(io.home, 'service.yaml')) : undefined
  const stack = await openLocal(io, { port, onLog: line => io.tell(`${line.function}: ${line.text}`) })
  try {
    io.print(`The local stack listens on ${stack.endpoint} until Ctrl-C. For the AWS CLI and SDKs:

  export AWS_ENDPOINT_URL=${stack.endpoint} AWS_REGION=${stack.region} AWS_DEFAULT_REGION=${stack.region} AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local
`)
    if (template) await deploy(io, stack, template)
    if (!io.stopping.aborted)
      await new Promise(resolve => io.stopping.addEventListener('abort', resolve, { once: true }))
  } finally {
    await stack.stop()
  }
}

const deploy = async (
  io: Io,
  stack: { readonly endpoint: string; readonly region: string },
  templateBody: string,
): Promise<void> => {
  const { cloudformation } = localClients(stack.endpoint, stack.region)
  const created = await createStack(cloudformation, {
    stackName: 'bookish-guacamole',
    templateBody,
    pollMs: 20,
  })
  io.print(`Created the stack ${created.StackName} from service.yaml. Its outputs:`)
  for (const [name, value] of Object.entries(outputsOf(created))) io.print(`  ${name.padEnd(28)} ${value}`)
  if (created.StackStatusReason) io.print(`\n${created.StackStatusReason}`)
}

const readTemplate = (path: string): Promise<string> =>
  readFile(path, 'utf8').catch(() => {
    throw errors.noTemplate(path)
  })
