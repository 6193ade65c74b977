// guac as a process: what `npm start` shows, and that nothing stays behind.

import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
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

/** Starts guac dev and brings one of its functions to life. */
const devWithFunction = async () => {
  const dev = startGuac(['dev', '--port', '0'])
  await dev.saw('CodeHash')
  const endpoint = /http:\/\/127\.0\.0\.1:\d+/.exec(dev.output())?.[0]
  const { PublishCommand } = await import('@aws-sdk/client-sns')
  const { localClients } = await import('../../src/deploy/clients.ts')
  await localClients(endpoint ?? '', 'us-east-1').sns.send(
    new PublishCommand({ TopicArn: 'arn:aws:sns:us-east-1:000000000000:recv_message', Message: 'wrong' }),
  )
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
    assert.match(stderr, /^guac: CloudFormation refuses to create the stack bookish-guacamole: /)
    assert.match(stderr, reason)
    assert.match(stderr, /\n {2}Correct the template/)
    assert.not.match(stderr, /\n\s+at /, 'no stack trace')
  })

test.run()
