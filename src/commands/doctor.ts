// `guac doctor`: what is wrong with this machine, the way to AWS and the stack, and what to do about it.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { askEndpoint, awsEndpoint } from '../deploy/ask-endpoint.ts'
import { explain, missingRight } from '../deploy/explain.ts'
import { type LazyClients, lazyClients } from '../deploy/lazy-clients.ts'
import { ownRelease } from '../deploy/own-release.ts'
import { onTarget, type Target } from '../deploy/target.ts'
import { type TargetOptions, type Where, whereFrom } from '../deploy/where.ts'
import { errors, PersonError } from '../errors.ts'
import type { Io } from '../io.ts'
import {
  clockFinding,
  type Finding,
  fail,
  nodeFinding,
  ok,
  retentionFinding,
  templateFinding,
  warn,
} from '../operate/finding.ts'
import { clocksFinding, unitFinding } from '../operate/judge-timestamps.ts'
import { rightsFinding } from '../operate/missing-rights.ts'
import { sampleRows } from '../operate/sample-rows.ts'
import { printable } from '../terminal/printable.ts'
import { paintWith } from '../terminal/style.ts'
import { wrap } from '../terminal/wrap.ts'

export type DoctorOptions = TargetOptions & { readonly json?: boolean; readonly quiet?: boolean }

/** Prints one line a check. Throws a PersonError when one fails. */
export const doctor = async (io: Io, options: DoctorOptions, node = process.versions.node): Promise<void> => {
  const where = whereFrom(io.env, options)
  const paint = paintWith(io.colour)
  const styles = { ok: 'green', warn: 'yellow', fail: 'red' } as const
  let failed = 0
  for await (const finding of findings(io, options, where, node)) {
    const { check, result, text, next } = finding
    if (result === 'fail') failed += 1
    if (options.json) io.print(JSON.stringify(finding))
    else if (!options.quiet || result !== 'ok')
      io.print(
        wrap(
          `${paint(styles[result], result.padEnd(4))}  ${check.padEnd(11)}  ${printable(next === '' ? text : `${text} ${next}`)}`,
          io.width,
          io.width < 60 ? 6 : 19,
        ),
      )
  }
  if (failed > 0) throw errors.checksFailed(failed)
}

/** One finding after the other; what needs something that has failed is not looked at. */
async function* findings(
  io: Io,
  options: TargetOptions,
  where: Where,
  node: string,
): AsyncGenerator<Finding> {
  yield nodeFinding(node)
  yield* ofCheckout(io.home)
  const { region, profile, endpoint, loopback } = where
  const credentials = loopback ? { accessKeyId: 'local', secretAccessKey: 'local' } : undefined
  const clients = lazyClients({ region, profile, endpoint, credentials })
  const at = { ...where, profile: profile ?? io.env.AWS_PROFILE }

  const found = await regionOf(clients).catch(error => asFailure('region', explain(error, at)))
  if (typeof found !== 'string') return yield found
  yield ok('region', found)

  const url = endpoint ?? (await awsEndpoint(clients, found))
  const ahead = await askEndpoint(url, io.now).catch(error =>
    asFailure('endpoint', explain(error, { ...at, region: found })),
  )
  if (typeof ahead !== 'number') return yield ahead
  yield ok('endpoint', `${url} answers`)
  yield clockFinding(ahead)

  try {
    yield* await onTarget(io, options, target => ofStack(io, target))
  } catch (error) {
    yield asFailure('stack', error)
  }
}

const regionOf = async (clients: LazyClients): Promise<string> =>
  (await clients.cloudformation()).config.region()

/** An error for a person as a finding; anything else is a bug. */
const asFailure = (check: string, error: unknown): Finding => {
  if (!(error instanceof PersonError)) throw error
  const [text = '', ...next] = error.message.split('\n')
  return fail(check, text, next.map(line => line.trim()).join(' '))
}

/** In a checkout, whether service.yaml is what the sources give. */
async function* ofCheckout(home: string): AsyncGenerator<Finding> {
  if (!existsSync(join(home, 'templates/index.ts'))) return
  try {
    const [{ buildService }, { isFresh }] = await Promise.all([
      import('../bundle/build-service.ts'),
      import('../bundle/write-service.ts'),
    ])
    yield (await isFresh(await buildService(home), home))
      ? ok('checkout', 'service.yaml is what the sources give')
      : warn('checkout', 'service.yaml is not what the sources give.', 'guac build writes it anew.')
  } catch (error) {
    yield asFailure('checkout', error)
  }
}

const ofStack = async (io: Io, target: Target): Promise<readonly Finding[]> => {
  const { loopback, stackName } = target
  // credentials come before the stack: those that are wrong find none
  const found = [
    loopback
      ? ok('credentials', 'none are needed for an endpoint on this machine')
      : ok('credentials', `good for ${await target.place()}`),
  ]
  const stack = await target.stack().catch(error => {
    if (error instanceof PersonError || /does not exist/.test(error.message)) return undefined
    throw error
  })
  if (!stack) return [...found, warn('stack', `There is no stack ${stackName} yet.`, 'guac deploy makes it.')]
  const { StackStatus: status = '' } = stack
  found.push(
    /FAILED|^ROLLBACK|^IMPORT_ROLLBACK|^DELETE/.test(status)
      ? fail('stack', `${stackName} is in ${status}.`, 'guac deploy knows the way on from there.')
      : ok('stack', `${stackName} is in ${status}`),
  )
  const checks = [ofTemplate, ofRetention, ofTimestamps, ofRights]
  return [...found, ...(await Promise.all(checks.map(check => check(io, target)))).flat()]
}

type Check = (io: Io, target: Target) => Promise<readonly Finding[]>

/** What may not be read is a warning, and hides no other check. */
const permitted =
  (check: string, look: Check): Check =>
  async (io, target) => {
    try {
      return await look(io, target)
    } catch (error) {
      const missing = missingRight(error)
      if (!missing) throw error
      return [
        warn(
          check,
          `Not checked: these credentials may not ${missing.action || missing.says}.`,
          'Let an administrator allow it to them.',
        ),
      ]
    }
  }

const ofTemplate = permitted('template', async ({ home }, { clients, outputs, stackName }) => {
  const { GetTemplateCommand } = await import('@aws-sdk/client-cloudformation')
  const client = await clients.cloudformation()
  const [own, { Version: version = '?', CodeHash: codeHash = '?' }, { TemplateBody: text = '' }] =
    await Promise.all([
      ownRelease(home),
      outputs(),
      client.send(new GetTemplateCommand({ StackName: stackName, TemplateStage: 'Original' })),
    ])
  return [templateFinding({ version, codeHash, text }, own)]
})

const ofRetention = permitted('retention', async (_, { clients, outputs, parameters }) => {
  const { DescribeTimeToLiveCommand } = await import('@aws-sdk/client-dynamodb')
  const { RetentionDays = '0' } = await parameters()
  const { MessageRecvTableName: TableName = '' } = await outputs()
  const { TimeToLiveDescription } = await (await clients.dynamodb()).send(
    new DescribeTimeToLiveCommand({ TableName }),
  )
  return [retentionFinding(RetentionDays, TimeToLiveDescription?.TimeToLiveStatus ?? '')]
})

const ofTimestamps = permitted('unit', async ({ now }, { clients, outputs, parameters }) => {
  const { TimestampUnit: unit = 's' } = await parameters()
  const { MessageRecvTableName = '', ReceivedWindowTableName = '' } = await outputs()
  const client = await clients.dynamodb()
  const rows = (
    await Promise.all([sampleRows(client, MessageRecvTableName), sampleRows(client, ReceivedWindowTableName)])
  ).flat()
  return [unitFinding(rows, unit, now()), clocksFinding(rows, unit, now())]
})

const ofRights: Check = async (_, { clients, outputs, stackName }) => {
  const [cloudformation, cloudwatch, dynamodb, lambda, logs, sqs] = await Promise.all([
    clients.cloudformation(),
    clients.cloudwatch(),
    clients.dynamodb(),
    clients.lambda(),
    clients.logs(),
    clients.sqs(),
  ])
  const reach = { cloudformation, cloudwatch, dynamodb, lambda, logs, sqs }
  const isMissing = (error: unknown) => missingRight(error) !== undefined
  return [await rightsFinding({ ...reach, stackName, outputs: await outputs(), isMissing })]
}
