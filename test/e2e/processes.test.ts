// guac as a process: what `npm start` shows, and that nothing stays behind.

import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { makeCheckout } from '../bundle/checkout.ts'
import { guac, startGuac } from '../helpers/guac.ts'

const test = suite('guac as a process')

test('guac demo follows one module to its rate, says what to try next, and ends', async () => {
  const { code, stdout, stderr } = await guac('demo')
  assert.is(stderr, '')
  assert.is(code, 0)
  assert.match(stdout, /"moduleid":"iAmAModule","timestamp":\d+,"success_rate":95\.23809523809524\}/)
  assert.match(stdout, /What next:\n {2}node bin\/guac\.js dev/)
})

/** The ids of the processes that a process has started. */
const childrenOf = (pid: number | undefined): readonly number[] =>
  execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map(line => line.trim().split(/\s+/).map(Number))
    .filter(([, parent]) => parent === pid)
    .map(([child = 0]) => child)

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

const gone = async (pids: readonly number[]): Promise<boolean> => {
  for (let waited = 0; waited < 5000 && pids.some(alive); waited += 50) await pause(50)
  return !pids.some(alive)
}

/** Publishes received messages on the stack whose endpoint an output names. */
const publisher = async (output: string) => {
  const endpoint = /http:\/\/127\.0\.0\.1:\d+/.exec(output)?.[0] ?? ''
  const { PublishCommand } = await import('@aws-sdk/client-sns')
  const { localClients } = await import('../../src/deploy/clients.ts')
  const { sns } = localClients(endpoint, 'us-east-1')
  const TopicArn = 'arn:aws:sns:us-east-1:000000000000:recv_message'
  return (Message: string) => sns.send(new PublishCommand({ TopicArn, Message }))
}

/** Starts guac dev and brings one of its functions to life. */
const devWithFunction = async () => {
  const dev = startGuac(['dev', '--port', '0'])
  await dev.saw('CodeHash')
  await (await publisher(dev.output()))('wrong')
  for (let waited = 0; waited < 5000 && childrenOf(dev.child.pid).length === 0; waited += 50) await pause(50)
  const functions = childrenOf(dev.child.pid)
  assert.ok(functions.length > 0, 'a function runs in a process of its own')
  return { dev, functions }
}

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  test(`${signal} ends guac dev with exit code 0 and leaves no process behind`, async () => {
    const { dev, functions } = await devWithFunction()
    dev.child.kill(signal)
    const { code, stderr } = await dev.ended
    assert.is(code, 0, stderr)
    assert.ok(await gone(functions))
  })

test('a killed guac dev leaves no process behind either', async () => {
  const { dev, functions } = await devWithFunction()
  dev.child.kill('SIGKILL')
  await dev.ended
  assert.ok(await gone(functions))
})

test('guac dev shows what flows, and a save updates the stack that runs', async () => {
  const checkout = makeCheckout()
  for (const path of ['bin', 'dist']) cpSync(path, join(checkout.home, path), { recursive: true })
  const dev = startGuac(['dev', '--port', '0'], join(checkout.home, 'bin/guac.js'))
  try {
    await dev.saw('Watching')
    const publish = await publisher(dev.output())
    await publish('{"moduleId":"m","timestamp":1}')
    await dev.saw('recv_message       {"moduleId":"m","timestamp":1}\n')

    const handler = readFileSync(join(checkout.home, 'handlers/dead-letters.ts'), 'utf8')
    checkout.write('handlers/dead-letters.ts', `${handler}\nsyntax error (`)
    await dev.told('The sources do not compile')
    checkout.write('handlers/dead-letters.ts', handler.replace('An event was sent to', 'Buried in'))
    await dev.saw('Updated the stack bookish-guacamole')
    await publish('wrong')
    await dev.told('Buried in the dead-letter queue')
  } finally {
    dev.child.kill('SIGINT')
    await dev.ended
    checkout.remove()
  }
})

test('guac dev counts the faults that it injects, while it runs and at its end', async () => {
  const dev = startGuac(['dev', '--port', '0', '--fault', 'delay=1:1ms'])
  await dev.saw('Watching')
  await (await publisher(dev.output()))('{"moduleId":"m","timestamp":1}')
  await dev.told('Faults so far: delay 1\n')
  dev.child.kill('SIGINT')
  const { stderr } = await dev.ended
  assert.match(stderr, /\nFaults in all: delay \d+\n$/)
})

test('guac dev names the kinds of faults when it is asked for one that it does not know', async () => {
  const { code, stderr } = await guac('dev', '--fault', 'thottle=1')
  assert.is(code, 2)
  assert.match(stderr, /thottle/)
  assert.match(stderr, /throttle/)
})

test('Ctrl-C ends guac demo with exit code 130 and no stack trace', async () => {
  const demo = startGuac(['demo'])
  await demo.saw('Started the local stack')
  demo.child.kill('SIGINT')
  const { code, stderr } = await demo.ended
  assert.is(code, 130)
  assert.is(stderr, 'guac: Stopped before the end.\n  Nothing is left running.\n')
})

const broken: readonly (readonly [string, string, RegExp])[] = [
  ['is no YAML', 'Resources: [', /Template format error: line 1, column/],
  ['holds what the local stack has not', 'Resources: {V: {Type: AWS::EC2::VPC}}', /AWS::EC2::VPC \(V\)/],
  [
    'refers to nothing',
    'Resources: {T: {Type: AWS::SNS::Topic, Properties: {TopicName: !Ref No}}}',
    /\[No\]/,
  ],
]
for (const [how, text, reason] of broken)
  test(`guac dev says what is wrong with a service.yaml that ${how}`, async () => {
    const home = mkdtempSync(join(tmpdir(), 'guac-test-'))
    for (const path of ['bin', 'dist', 'package.json']) cpSync(path, join(home, path), { recursive: true })
    symlinkSync(join(process.cwd(), 'node_modules'), join(home, 'node_modules'))
    writeFileSync(join(home, 'service.yaml'), text)
    const { code, stderr } = await startGuac(['dev', '--port', '0'], join(home, 'bin/guac.js')).ended
    rmSync(home, { recursive: true, force: true })
    assert.is(code, 1)
    assert.match(stderr, /^guac: CloudFormation refuses this for the stack bookish-guacamole: /)
    assert.match(stderr, reason)
    assert.match(stderr, /\n {2}Correct the template/)
    assert.not.match(stderr, /\n\s+at /, 'no stack trace')
  })

test.run()
