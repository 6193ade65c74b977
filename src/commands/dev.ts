// `guac dev`: the local stack until Ctrl-C. In a checkout it is built first, and again on each save.

import { resolve } from 'node:path'
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { isCheckout, loadTemplate } from '../bundle/load-template.ts'
import { watchSources } from '../bundle/watch-sources.ts'
import { openConsole } from '../console/open-console.ts'
import type { Console } from '../console/serve-console.ts'
import { bringStack } from '../deploy/bring-stack.ts'
import { updateStack } from '../deploy/change-set.ts'
import { localClients } from '../deploy/clients.ts'
import { explaining } from '../deploy/explain.ts'
import { outputsOf } from '../deploy/follow-stack.ts'
import { onTarget } from '../deploy/target.ts'
import { PersonError } from '../errors.ts'
import type { Io } from '../io.ts'
import { countFaults } from '../local/faults/count-faults.ts'
import { parseFaults } from '../local/faults/parse-faults.ts'
import type { Published } from '../local/messaging/watch-published.ts'
import { openLocal } from '../local/open-local.ts'
import type { LocalStack } from '../local/start-local.ts'
import { parsePort } from '../parse-port.ts'

export type DevOptions = {
  readonly port: string
  readonly deploy: boolean
  readonly data?: string
  readonly console: boolean
  readonly consolePort?: string
  readonly quiet?: boolean
  readonly fault?: string
  readonly faultSeed?: string
}

const stackName = 'bookish-guacamole'
const pollMs = 20

/** Runs the local stack until Ctrl-C, with service.yaml deployed unless told otherwise. */
export const dev = async (io: Io, options: DevOptions): Promise<void> => {
  const port = parsePort(options.port)
  const consolePort =
    options.consolePort === undefined ? undefined : parsePort(options.consolePort, '--console-port')
  const faults = options.fault === undefined ? undefined : parseFaults(options.fault, options.faultSeed)
  const template = options.deploy ? (await loadTemplate(io.home)).text : undefined

  const faultCount = countFaults(soFar => io.tell(`Faults so far: ${soFar}`))
  const stack = await openLocal(io, {
    port,
    faults,
    onFault: faultCount.happened,
    dataFolder: options.data === undefined ? undefined : resolve(io.cwd, options.data),
    onLog: line => io.tell(`${line.function}: ${line.text}`),
    ...(options.quiet ? {} : { onPublished: published => io.print(flowing(published)) }),
  })
  let page: Console | undefined
  try {
    if (options.console) page = await serveConsole(io, stack, consolePort)
    io.print(`The local stack listens on ${stack.endpoint} until Ctrl-C. For the AWS CLI and SDKs:

  export AWS_ENDPOINT_URL=${stack.endpoint} AWS_REGION=${stack.region} AWS_DEFAULT_REGION=${stack.region} AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local
`)
    if (page) io.print(`The console, to look at it in a browser: ${page.url}\n`)
    if (options.data !== undefined) io.print(kept(options.data, stack))
    if (template) {
      const { cloudformation } = localClients(stack.endpoint, stack.region)
      const at = { stackName, ...stack }
      await explaining(at, () => deploy(io, cloudformation, template))
      if (isCheckout(io.home))
        await redeployOnSave(io, options.quiet ?? false, template, templateBody =>
          explaining(at, () => updateStack(cloudformation, { stackName, templateBody, pollMs })),
        )
    }
    if (!io.stopping.aborted)
      await new Promise(resolve => io.stopping.addEventListener('abort', resolve, { once: true }))
  } finally {
    await page?.stop()
    await stack.stop()
    if (faults) io.tell(`Faults in all: ${faultCount.soFar()}`)
  }
}

/** The console beside the endpoint: on the port that was asked for, or the next one, or any if that is taken. */
const serveConsole = (io: Io, { endpoint, port }: LocalStack, wanted: number | undefined): Promise<Console> =>
  onTarget(io, { stackName, endpointUrl: endpoint }, async target => {
    // whoever can reach this port can reach the endpoint, which asks for no key
    const open = (consolePort: number) =>
      openConsole(io, target, { port: consolePort, key: false, option: '--console-port' })
    if (wanted !== undefined) return open(wanted)
    return open(port === 65_535 ? 0 : port + 1).catch(() => open(0))
  })

const deploy = async (io: Io, client: CloudFormationClient, templateBody: string): Promise<void> => {
  const { stack, done } = await bringStack(client, { stackName, templateBody, pollMs })
  const what = {
    created: `Created the stack ${stackName} from service.yaml.`,
    updated: `Updated the kept stack ${stackName} from service.yaml.`,
    unchanged: `The kept stack ${stackName} is what service.yaml says.`,
  }
  io.print(`${what[done]} Its outputs:`)
  for (const [name, value] of Object.entries(outputsOf(stack))) io.print(`  ${name.padEnd(28)} ${value}`)
  if (stack.StackStatusReason) io.print(`\n${stack.StackStatusReason}`)
}

/** What lasts and what does not. */
const kept = (folder: string, { kept: stacks }: LocalStack): string => {
  const found = stacks.map(({ name, status }) => `${name} (${status})`).join(', ')
  return `Kept in ${folder}: tables, streams, stacks, topics, subscriptions and events under way${found ? `; found there: ${found}` : ''}.
In memory only, and gone when this ends: what lies in queues, dead letters included, and log lines.
`
}

/** Builds and updates after each save, until Ctrl-C. What a person has broken for a moment ends nothing. */
const redeployOnSave = async (
  io: Io,
  quiet: boolean,
  first: string,
  update: (templateBody: string) => Promise<unknown>,
): Promise<void> => {
  let deployed = first
  const flows = quiet ? '' : ' Events and rates as they flow:'
  io.print(`\nWatching handlers/ and templates/: a save updates the stack.${flows}\n`)
  await watchSources(io.home, io.stopping, async () => {
    try {
      const { text: templateBody } = await loadTemplate(io.home)
      if (templateBody === deployed) return
      await update(templateBody)
      deployed = templateBody
      io.print(`Updated the stack ${stackName} from what was saved.`)
    } catch (error) {
      if (io.stopping.aborted) return
      if (!(error instanceof PersonError)) throw error
      io.tell(`guac: ${error.message}`)
    }
  })
}

/** One line for a message that was published; of a rate, how far it can be trusted, too. */
const flowing = ({ topic, message, attributes }: Published): string => {
  const { quality, received, attempts } = attributes
  const trust = quality === undefined ? '' : `  ${quality}, ${received} of ${attempts}`
  return `${topic.padEnd(18)} ${message}${trust}`
}
