// The completions of guac, each in its own shell, where that is on this machine. bash and fish complete without a
// terminal. zsh does not: there the function runs by itself, with what zsh gives it, and what it offers is printed.

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
const inBash = `
source ./bash
IFS=' ' read -ra COMP_WORDS <<< "$LINE"
[[ $LINE == *' ' ]] && COMP_WORDS+=('')
COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
found=$(complete -p guac)
found=\${found#*-F }
"\${found%% *}"
printf '%s\\n' "\${COMPREPLY[@]}"`

// https://zsh.sourceforge.io/Doc/Release/Completion-Widgets.html
const inZsh = `
compdef() { :; }
compadd() { shift; print -rl -- "$@"; }
compset() { IPREFIX=\${PREFIX%%=*}= PREFIX=\${PREFIX#*=}; }
_describe() { print -rl -- "\${(@)found%%:*}"; }
_files() { if [[ $1 == -/ ]]; then print -rl -- *(N/); else print -rl -- *(N); fi; }
_message() { :; }
source ./zsh
words=("\${(@s: :)LINE}")
CURRENT=$#words PREFIX=$words[-1] IPREFIX=
_guac`

// https://fishshell.com/docs/current/cmds/complete.html
const inFish = `
source ./fish
complete -C "$LINE" | string split -f 1 \\t | string replace -r '^--[^=]*=' '' | string trim -r -c /`

const shells = {
  bash: ['--norc', '-c', inBash],
  zsh: ['-f', '-c', inZsh],
  fish: ['--no-config', '-c', inFish],
} as const

const isThere = (shell: string): boolean => spawnSync(shell, ['-c', 'exit 0']).status === 0

const offeredBy = (shell: keyof typeof shells, folder: string, line: string): string[] => {
  const { stdout, stderr } = spawnSync(shell, shells[shell], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, HOME: folder, LINE: line },
  })
  assert.is(stderr, '')
  // zsh itself leaves out what does not begin as the word does
  const begun = line.split(/[ =]/).at(-1) ?? ''
  return stdout.split('\n').filter(each => each !== '' && each.startsWith(begun))
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
// readline makes words of an equals sign
const ofBash: typeof cases = [
  ['guac deploy --code =', ['inline', 'zip']],
  ['guac deploy --code = z', ['zip']],
]
const ofOthers: typeof cases = [
  ['guac deploy --code=', ['inline', 'zip']],
  ['guac deploy --code=z', ['zip']],
]
for (const shell of ['bash', 'zsh', 'fish'] as const)
  for (const [line, expected] of [...cases, ...(shell === 'bash' ? ofBash : ofOthers)]) {
    const name = `${shell} completes ${line}`
    if (!isThere(shell)) test.skip(name)
    else
      test(name, ({ folder }) => {
        assert.equal(offeredBy(shell, folder, line).sort(), [...expected].sort())
      })
  }

for (const shell of ['zsh', 'fish'])
  test(`${shell} is told every command, option and choice`, async () => {
    const script = await scriptOf(shell)
    for (const { path, name, flags, argument } of nodesOf(readCommand(makeProgram(fakeIo('/').io)))) {
      assert.ok(script.includes(path) && script.includes(name), path)
      for (const flag of flags) assert.ok(script.includes(flag.name.replace('--', '')), flag.name)
      if (typeof argument !== 'string') assert.ok(script.includes(argument.join(' ')))
    }
  })

test.run()
