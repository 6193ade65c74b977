// The completions of guac: bash's in bash itself, whose machinery needs no terminal. Those of zsh and fish are held to
// know every command and option, and to be read by their shell where it is on this machine.

import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { makeProgram } from '../../src/cli.ts'
import { nodesOf, readCommand } from '../../src/completion/command-tree.ts'
import { fakeIo } from '../helpers/fake-io.ts'

const test = suite<{ folder: string }>('guac completion')

const scriptOf = async (shell: string): Promise<string> => {
  const { io, printed } = fakeIo('/')
  await makeProgram(io).parseAsync(['node', 'guac', 'completion', shell])
  return `${printed.join('\n')}\n`
}

test.before(async context => {
  context.folder = mkdtempSync(join(tmpdir(), 'guac-completion-'))
  for (const shell of ['bash', 'zsh', 'fish'])
    writeFileSync(join(context.folder, shell), await scriptOf(shell))
  writeFileSync(join(context.folder, 'events.ndjson'), '')
  mkdirSync(join(context.folder, 'events'))
})
test.after(({ folder }) => rmSync(folder, { recursive: true, force: true }))

// https://www.gnu.org/software/bash/manual/html_node/Programmable-Completion.html
const asking = `
source ./bash
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
found=$(complete -p guac)
found=\${found#*-F }
"\${found%% *}"
printf '%s\\n' "\${COMPREPLY[@]}"`

const offeredBy = (folder: string, words: readonly string[]): string[] => {
  const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', asking, 'bash', ...words], {
    cwd: folder,
    encoding: 'utf8',
  })
  assert.is(stderr, '')
  return stdout.split('\n').filter(line => line !== '')
}

const where = ['--stack-name', '--region', '--profile', '--endpoint-url', '--local', '--help']
const cases: readonly (readonly [string, readonly string[]])[] = [
  ['guac de', ['demo', 'dev', 'deploy', 'destroy', 'dead']],
  ['guac --', ['--version', '--help']],
  ['guac dead ', ['list', 'show', 'redrive', 'discard']],
  ['guac dead list --', ['--limit', '--json', '--quiet', ...where]],
  [
    'guac send recv --',
    [
      '--module',
      '--timestamp',
      '--count',
      '--file',
      '--raw',
      '--topic-arn',
      '--json',
      '--tx-attempts',
      ...where,
    ],
  ],
  ['guac deploy --code ', ['inline', 'zip']],
  // readline makes words of an equals sign
  ['guac deploy --code =', ['inline', 'zip']],
  ['guac deploy --code = z', ['zip']],
  ['guac diff --local --fail-on r', ['replacement']],
  ['guac simulate --tx-attempts ', ['none', 'some', 'all']],
  ['guac send recv --tx-attempts ', []],
  ['guac logs ', ['recv', 'weekly', 'success-rate']],
  ['guac logs recv ', []],
  ['guac completion f', ['fish']],
  ['guac send recv --file ev', ['events', 'events.ndjson']],
  ['guac dev --data ev', ['events']],
  ['guac query ', []],
  ['guac watch --module ', []],
  ['guac query --from ', []],
]
for (const [line, expected] of cases)
  test(`bash completes ${line}`, ({ folder }) => {
    assert.equal(offeredBy(folder, line.split(' ')).sort(), [...expected].sort())
  })

for (const shell of ['zsh', 'fish']) {
  test(`${shell} is told every command, option and choice`, async () => {
    const script = await scriptOf(shell)
    for (const { path, name, flags, argument } of nodesOf(readCommand(makeProgram(fakeIo('/').io)))) {
      assert.ok(script.includes(path) && script.includes(name), path)
      for (const flag of flags) assert.ok(script.includes(flag.name.replace('--', '')), flag.name)
      if (typeof argument !== 'string') assert.ok(script.includes(argument.join(' ')))
    }
  })

  const isThere = spawnSync(shell, ['-c', 'exit 0']).status === 0
  const reading = `${shell} can read its script`
  if (isThere)
    test(reading, ({ folder }) => {
      const { status, stderr } = spawnSync(shell, ['-n', shell], { cwd: folder, encoding: 'utf8' })
      assert.equal([status, stderr], [0, ''])
    })
  else test.skip(reading)
}

test.run()
