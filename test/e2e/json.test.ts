// What each command prints with --json, held against docs/output.schema.json: nothing missing, and nothing more.

import { readFileSync } from 'node:fs'
import { ListSubscriptionsCommand } from '@aws-sdk/client-sns'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { makeProgram } from '../../src/cli.ts'
import { PersonError } from '../../src/errors.ts'
import { fakeIo } from '../helpers/fake-io.ts'
import { type Service, startService } from '../helpers/service.ts'

const test = suite<{ service: Service }>('JSON of every command')

/** A schema in which an object has the properties that are named, and no other. */
const strict = (schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map(strict)
  if (typeof schema !== 'object' || schema === null) return schema
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, strict(value)]))
  return 'type' in schema && schema.type === 'object' && 'properties' in schema
    ? { additionalProperties: false, ...inner }
    : inner
}

const schema = JSON.parse(readFileSync('docs/output.schema.json', 'utf8'))
const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true })
ajv.addSchema(strict(schema) as object, 'output')

const check = (name: string, line: string): void => {
  const validate = ajv.getSchema(`output#/$defs/${name}`)
  assert.ok(validate, name)
  assert.ok(validate?.(JSON.parse(line)), `${ajv.errorsText(validate?.errors)}: ${line}`)
}

const seen = new Set<string>()
const ran = new Set<string>()

/** Runs a command line, and returns what it printed, each line of which fits the definition. */
const lines = async (endpoint: string, name: string, ...words: readonly string[]): Promise<string[]> => {
  const world = fakeIo(process.cwd(), { env: { AWS_ENDPOINT_URL: endpoint } })
  // watching ends with the first rate
  const io = {
    ...world.io,
    print: (line: string) => {
      world.io.print(line)
      if (name === 'watch') world.stop.abort()
    },
  }
  await makeProgram(io)
    .parseAsync(['node', 'guac', ...words, '--json'])
    .catch(error => {
      if (!(error instanceof PersonError)) throw error
    })
  assert.ok(world.printed.length > 0, `${words.join(' ')} printed nothing`)
  for (const line of world.printed) check(name, line)
  seen.add(name)
  ran.add(words.slice(0, ['dead', 'send'].includes(words[0] ?? '') ? 2 : 1).join(' '))
  return world.printed
}

test.before(async context => {
  context.service = await startService()
})
test.after(async ({ service }) => {
  assert.equal(service.bugs, [])
  await service.stop()
})

test('build and cost, which need no stack', async () => {
  await lines('', 'build', 'build', '--check')
  await lines('', 'cost', 'cost', '--modules', '10', '--messages-per-week', '672')
  await lines('', 'cost', 'cost', '--modules', '10', '--messages-per-week', '0')
})

test('send, watch, query and fleet', async ({ service: { stack, sns } }) => {
  const at = stack.endpoint
  const subscribers = async () =>
    ((await sns.send(new ListSubscriptionsCommand({}))).Subscriptions ?? []).map(({ Endpoint }) => Endpoint)
  const huge = '18446744073709551615'
  await lines(at, 'send', 'send', 'recv', '--module', 'm', '--timestamp', '100', '--count', '3')
  await lines(at, 'send', 'send', 'recv', '--raw', '{"moduleId":""}')
  const watched = lines(at, 'watch', 'watch')
  while (!(await subscribers()).some(arn => arn?.includes(':guac-watch-')))
    await new Promise(resolve => setTimeout(resolve, 20))
  const [sent = ''] = await lines(
    at,
    'send',
    'send',
    'weekly',
    '--module',
    'm',
    '--timestamp',
    huge,
    '--wait',
  )
  assert.match(sent, /"rates":\[\{"event":\{"moduleid":"m","timestamp":18446744073709551615,/)
  assert.is((await watched).length, 1)
  assert.is((await lines(at, 'query', 'query', 'm')).length, 1)
  assert.is((await lines(at, 'fleet', 'fleet')).length, 1)
})

test('recount, of a rate that a late message changes', async ({ service: { stack, recv, weekly } }) => {
  for (const timestamp of [20, 40]) {
    await weekly({ moduleid: 'late', timestamp, attempts: timestamp })
    await stack.idle()
  }
  await recv({ moduleId: 'late', timestamp: 10 })
  await stack.idle()
  assert.is((await lines(stack.endpoint, 'recount', 'recount', 'late')).length, 2)
})

test('doctor; status, well and not; logs and dead letters', async ({ service: { stack, recv } }) => {
  assert.ok((await lines(stack.endpoint, 'doctor', 'doctor')).length > 8)
  await lines(stack.endpoint, 'status', 'status')
  await recv({ moduleId: 'm', timestamp: 'yesterday' })
  await stack.idle()
  const letters = await lines(stack.endpoint, 'dead', 'dead', 'list')
  const { id } = JSON.parse(letters[0] ?? '')
  assert.equal(await lines(stack.endpoint, 'dead', 'dead', 'show', id), [letters[0]])
  await lines(stack.endpoint, 'logs', 'logs')
  const [kept = ''] = await lines(stack.endpoint, 'redrive', 'dead', 'redrive', '--all')
  assert.is(JSON.parse(kept).result, 'kept')
  const [unwell = ''] = await lines(stack.endpoint, 'status', 'status')
  assert.ok(JSON.parse(unwell).concerns.length > 0)
  assert.is((await lines(stack.endpoint, 'discard', 'dead', 'discard', id, '--yes')).length, 1)
})

test('simulate', async ({ service: { stack } }) => {
  const few = ['--modules', '2', '--weeks', '2', '--messages-per-week', '5']
  await lines(stack.endpoint, 'simulate', 'simulate', ...few)
})

test('diff and deploy: changes, events, the end, and a failure', async ({ service: { stack } }) => {
  const at = stack.endpoint
  const change = ['--parameter', 'NamePrefix=x_']
  await lines(at, 'diff', 'diff')
  await lines(at, 'diff', 'diff', ...change)
  await lines(at, 'diff', 'diff', '--stack-name', 'new', ...change)
  await lines(at, 'deploy', 'deploy', '--dry-run', ...change)
  const types = (await lines(at, 'deploy', 'deploy', '--yes', ...change)).map(line => JSON.parse(line).type)
  assert.equal([...new Set(types)].sort(), ['changes', 'done', 'event', 'note'])
  const failed = await lines(at, 'deploy', 'deploy', '--stack-name', 'second', ...change)
  assert.is(JSON.parse(failed.at(-1) ?? '').type, 'failed')
})

test('destroy, which keeps the tables', async ({ service: { stack } }) => {
  const [gone = ''] = await lines(stack.endpoint, 'destroy', 'destroy', '--yes')
  assert.is(JSON.parse(gone).keptTables.length, 3)
})

test('every command that has --json was run, and the README names each definition', () => {
  const having = makeProgram(fakeIo('/').io).commands.flatMap(command =>
    [command, ...command.commands]
      .filter(({ options }) => options.some(({ long }) => long === '--json'))
      .map(each => (each === command ? each.name() : `${command.name()} ${each.name()}`)),
  )
  assert.equal(having.sort(), [...ran].sort())
  const readme = readFileSync('README.md', 'utf8')
  for (const name of seen) assert.match(readme, new RegExp(`^\\| \`${name}\` \\|`, 'm'), name)
})

test.run()
