// `npm test`: every check of this project, one after the other, and a count at the end.
// `npm test -- PATTERN` runs only the test files whose path matches, on this Node.

import { spawn } from 'node:child_process'
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const [pattern] = process.argv.slice(2)
const bundles = join(root, '.guac/test')
const totals = { passed: 0, failed: 0, skipped: 0 }
// this project supports Node 20 itself; the SDK's notice about it would stand between the results
const env = { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' }

/** Runs a program to its end, showing what it prints. Returns its exit code and its output. */
const run = (command, args, { quiet = false } = {}) =>
  new Promise(resolve => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env })
    let output = ''
    for (const [from, to] of [
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ])
      from.on('data', chunk => {
        output += chunk
        if (!quiet) to.write(chunk)
      })
    child.on('error', error => resolve({ code: -1, output: String(error) }))
    child.on('close', code => resolve({ code, output }))
  })

const title = text => console.log(`\n— ${text}`)

const check = async (name, command, args) => {
  title(name)
  const { code } = await run(command, args)
  totals[code === 0 ? 'passed' : 'failed'] += 1
  if (code !== 0) console.log(`FAILED: ${name}`)
}

const skip = (name, why) => {
  totals.skipped += 1
  console.log(`SKIPPED: ${name}: ${why}`)
}

const bundleTests = async () => {
  rmSync(bundles, { recursive: true, force: true })
  const entryPoints = readdirSync(join(root, 'test'), { recursive: true })
    .filter(path => path.endsWith('.test.ts') && !path.startsWith('bench'))
    .map(path => join('test', path))
  await build({
    absWorkingDir: root,
    entryPoints,
    outbase: 'test',
    outdir: bundles,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    sourcemap: 'inline',
    logLevel: 'error',
  })
}

/** Runs the bundled tests with a command that starts Node, and adds what uvu counts. */
const runTests = async (name, command, args) => {
  title(name)
  const wanted = [`(${pattern ?? ''}).*\\.test\\.js$`]
  const colour = process.stdout.isTTY ? [] : ['--no-color']
  const { code, output } = await run(command, [
    ...args,
    'node_modules/uvu/bin.js',
    ...colour,
    bundles,
    ...wanted,
  ])
  const counted = label => Number(new RegExp(`${label}:\\s+(\\d+)`).exec(output)?.[1] ?? 0)
  const [total, passed, skipped] = ['Total', 'Passed', 'Skipped'].map(counted)
  totals.passed += passed
  totals.skipped += skipped
  // a run that dies before its count, or counts nothing, has failed as well
  totals.failed += Math.max(total - passed - skipped, code !== 0 || total === 0 ? 1 : 0)
}

const node24 = ['exec', '--yes', '--package=node@24', '--', 'node']

const onNode24 = async () => {
  const name = 'tests on Node 24'
  if (process.versions.node.startsWith('24.')) return
  const found = await run('npm', [...node24, '--version'], { quiet: true })
  if (found.code !== 0) return skip(name, 'npm cannot get it here')
  await runTests(name, 'npm', node24)
}

const pythonFolder = join(root, '.guac/python')
const pythonPackages = ['cfn-lint==1.58.0', 'awscli==1.46.3', 'boto3==1.43.62']

/** Installs what tests use from PyPI into a folder of its own. Returns whether that could be had. */
const installPython = async () => {
  const python = join(pythonFolder, 'bin/python')
  if (!existsSync(python)) await run('python3', ['-m', 'venv', pythonFolder], { quiet: true })
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...pythonPackages]
  return (await run(python, pip, { quiet: true })).code === 0
}

const lintTemplate = async () => {
  const name = 'cfn-lint on service.yaml'
  if (!env.GUAC_PYTHON) return skip(name, 'python3 and PyPI are needed')
  await check(name, join(pythonFolder, 'bin/cfn-lint'), ['-c', 'I', '--', 'service.yaml'])
}

await bundleTests()
// the tests that use the AWS CLI and boto3 find them here, and show themselves as skipped without
if (await installPython()) env.GUAC_PYTHON = join(pythonFolder, 'bin')
const here = `tests on Node ${process.versions.node}`
if (pattern) await runTests(here, process.execPath, [])
else {
  await check('types', 'node_modules/.bin/tsc', ['--noEmit', '-p', '.'])
  await check('lint and format', 'node_modules/.bin/biome', ['check', '--error-on-warnings'])
  await check('service.yaml is fresh', process.execPath, ['bin/guac.js', 'build', '--check'])
  await runTests(here, process.execPath, [])
  await onNode24()
  await lintTemplate()
}

const { passed, failed, skipped } = totals
console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
process.exitCode = failed > 0 ? 1 : 0
