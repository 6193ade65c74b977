import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import type { Command } from 'commander'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { version } from '../package.json'
import { makeProgram } from '../src/cli.ts'
import { fakeIo } from './helpers/fake-io.ts'
import { guac } from './helpers/guac.ts'

const test = suite('guac')

test('prints the version of the package', async () => {
  assert.equal(await guac('--version'), { code: 0, stdout: `${version}\n`, stderr: '' })
})

/** A command and those below it, with the words that call each. */
const below = (command: Command, words: readonly string[] = []): readonly (readonly [string[], Command])[] =>
  command.commands.flatMap(child => {
    const path = [...words, child.name()]
    return [[path, child] as const, ...below(child, path)]
  })

const helpOf = async (words: readonly string[]): Promise<string[]> => {
  const { io, printed } = fakeIo('/')
  await makeProgram(io)
    .parseAsync(['node', 'guac', ...words, '--help'])
    .catch(error => assert.is(error.code, 'commander.helpDisplayed'))
  return printed.join('\n').split('\n')
}

test('names every command in its help, one line each, on one screen', async () => {
  const lines = await helpOf([])
  assert.ok(lines.length <= 32, `${lines.length} lines`)
  for (const { length } of lines) assert.ok(length <= 80)
  for (const command of makeProgram(fakeIo('/').io).commands)
    assert.is(lines.filter(line => line.startsWith(`  ${command.name()} `)).length, 1, command.name())
})

for (const [words] of below(makeProgram(fakeIo('/').io)))
  test(`guac ${words.join(' ')} --help has examples, and fits 80 columns`, async () => {
    const lines = await helpOf(words)
    const examples = lines.slice(lines.indexOf('Examples:') + 1)
    assert.ok(lines.includes('Examples:') && examples.length > 0)
    for (const line of examples) assert.match(line, new RegExp(`^  guac ${words.join(' ')}( |$)`))
    for (const line of lines) assert.ok(line.length <= 80, line)
  })

test('a help or a version loads nothing of AWS, of esbuild or of the local stack', () => {
  const loaded = new Set<string>()
  const packages = new Set<string>()
  const follow = (path: string): void => {
    if (loaded.has(path)) return
    loaded.add(path)
    for (const [, from = ''] of readFileSync(path, 'utf8').matchAll(
      /^(?:import|export)\b[^'"]*?['"]([^'"]+)['"];?$/gm,
    ))
      if (from.startsWith('.')) follow(join(dirname(path), from))
      else if (!from.startsWith('node:')) packages.add(from)
  }
  follow('dist/cli.js')
  assert.equal([...packages], ['commander'])
  assert.ok(loaded.size > 1, 'chunks are seen')
})

const wrongUsages: readonly (readonly [string[], RegExp])[] = [
  [['depoly'], /unknown command 'depoly'\n\(Did you mean deploy\?\)/],
  [['deploy', '--paramter', 'a=b'], /unknown option '--paramter'\n\(Did you mean --parameter\?\)/],
  [['deploy', '--local', '--region', 'eu-west-1'], /'--local' cannot be used with option '--region/],
  [['deploy', '--stack-name', '9'], /--stack-name is "9"\.\n {2}Give a letter/],
  [
    ['deploy', '--parameter', 'TimestampUnit'],
    /--parameter is "TimestampUnit"\.\n {2}Give a name, an equals sign/,
  ],
  [['biuld'], /unknown command 'biuld'\n\(Did you mean build\?\)/],
  [['build', '--chek'], /unknown option '--chek'\n\(Did you mean --check\?\)/],
  [['dev', '--port'], /argument missing/],
  [['dev', '--port', '70000'], /--port is "70000"\.\n {2}Give a whole number from 0/],
  [['demo', '--port', 'http'], /--port is "http"\./],
  [['dev', '--port', '-1'], /--port/],
]
for (const [args, message] of wrongUsages)
  test(`answers wrong usage with exit code 2 and what to do: guac ${args.join(' ')}`, async () => {
    const { code, stdout, stderr } = await guac(...args)
    assert.is(code, 2)
    assert.is(stdout, '')
    assert.match(stderr, message)
    assert.not.match(stderr, /\n\s+at /, 'no stack trace')
  })

for (const command of ['demo', 'dev'])
  test(`guac ${command} says that its port is in use, and what to do`, async () => {
    const server = createServer()
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : undefined
    const { code, stderr } = await guac(command, '--port', String(port))
    server.close()
    assert.is(code, 1)
    assert.is(
      stderr,
      `guac: Port ${port} on 127.0.0.1 is in use.\n` +
        '  End the program that listens there, or choose another with --port (0 for any free one).\n',
    )
  })

test.run()
