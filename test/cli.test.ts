import { createServer } from 'node:net'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { version } from '../package.json'
import { guac } from './helpers/guac.ts'

const test = suite('guac')

test('prints the version of the package', async () => {
  assert.equal(await guac('--version'), { code: 0, stdout: `${version}\n`, stderr: '' })
})

test('names every command in its help', async () => {
  const { code, stdout } = await guac('--help')
  assert.is(code, 0)
  for (const command of ['build', 'demo', 'dev']) assert.match(stdout, new RegExp(`^  ${command} `, 'm'))
})

const wrongUsages: readonly (readonly [string[], RegExp])[] = [
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
