// `npm test`: every check of this project, one after the other, and a count at the end.
// `npm test -- PATTERN` runs only the test files whose path matches, on this Node.
// `npm run verify`: what others' tools and another implementation say of service.yaml. `npm test -- --all`: both.
// `npm run fuzz [-- --count N] [-- --seed S] [-- PATTERN]`: many inputs, each derived from a seed.

import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'
import { check, runTests, skip, summarise } from './run/count.js'
import { env, root, run } from './run/process.js'
import { installBrowser, installCheckov, installNode, installPython } from './run/tools.js'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    all: { type: 'boolean' },
    verify: { type: 'boolean' },
    fuzz: { type: 'boolean' },
    count: { type: 'string' },
    seed: { type: 'string' },
  },
})
const [pattern = ''] = positionals
const bundles = join(root, '.guac/test')

const bundleTests = async () => {
  rmSync(bundles, { recursive: true, force: true })
  const entryPoints = readdirSync(join(root, 'test'), { recursive: true })
    .filter(path => path.endsWith('.test.ts'))
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

const here = `on Node ${process.versions.node}`
const matching = part => `^${part}(${pattern}).*\\.test\\.js$`
/** All test files but those of verify: in two halves of about the same length, for two cores; one for a pattern. */
const first = '(commands/|e2e/[a-m])'
const halves = [`(?=${first})`, `(?!${first}|verify/)`]
const ordinary = pattern ? [matching('(?!verify/).*')] : halves.map(half => matching(`${half}.*`))
const onThisNode = (name, ...which) => runTests(name, process.execPath, [], bundles, ...which)

const node24 = ['exec', '--yes', '--package=node@24', '--', 'node']
const onNode24 = async () => {
  const name = 'tests on Node 24'
  if (process.versions.node.startsWith('24.')) return
  const found = await run('npm', [...node24, '--version'], { quiet: true })
  if (found.code !== 0) return skip(name, 'npm cannot get it here')
  // the searches of model/ and fuzz/ are long, and say nothing about Node; nor does a browser
  const short = pattern ? ordinary : halves.map(half => matching(`(?!model/|fuzz/|console/page/)${half}.*`))
  await runTests(name, 'npm', node24, bundles, ...short)
}

const test = async () => {
  await check('types', 'node_modules/.bin/tsc', ['--noEmit', '-p', '.'])
  await check('types of the page', 'node_modules/.bin/tsc', ['--noEmit', '-p', 'src/console/page'])
  await check('lint and format', 'node_modules/.bin/biome', ['check', '--error-on-warnings'])
  await check('service.yaml is fresh', process.execPath, ['bin/guac.js', 'build', '--check'])
  await onThisNode(`tests ${here}`, ...ordinary)
  await onNode24()
  if (!values.all) await lint()
}

const wantsPython = 'Python 3.11 or later and PyPI are needed'

const lint = async () => {
  const name = 'cfn-lint'
  if (!env.GUAC_PYTHON) return skip(name, wantsPython)
  await onThisNode(name, '^verify/cfn-lint\\.test\\.js$')
}

const verify = async () => {
  env.GUAC_CHECKOV = await installCheckov()
  env.GUAC_NODE_TOOLS = await installNode()
  const parts = [
    ['cfn-lint', env.GUAC_PYTHON, wantsPython],
    ['checkov', env.GUAC_CHECKOV, wantsPython],
    ['cloudformation-validate', env.GUAC_NODE_TOOLS, 'npm is needed'],
    ['ministack', env.GUAC_PYTHON, wantsPython],
  ]
  const there = parts.filter(([, folder]) => folder).map(([name]) => name)
  for (const [name, folder, why] of parts) if (!folder) skip(name, why)
  await onThisNode(`verify ${here}`, matching(`verify/(?=(findings|${there.join('|')})\\.)`))
}

const fuzz = async () => {
  env.GUAC_FUZZ_COUNT = values.count ?? '100000'
  env.GUAC_FUZZ_SEED = values.seed ?? `${Date.now() % 2 ** 31}`
  console.log(`${env.GUAC_FUZZ_COUNT} inputs each. Again: npm run fuzz -- --seed ${env.GUAC_FUZZ_SEED}`)
  await onThisNode(`fuzz ${here}`, matching('fuzz/.*'))
}

await bundleTests()
// the tests that use the AWS CLI and boto3 find them here, and show themselves as skipped without
if (!values.fuzz) {
  env.GUAC_PYTHON = await installPython()
  env.GUAC_CHROMIUM = await installBrowser()
  if (!env.GUAC_CHROMIUM) console.log('No Chromium here: the tests of the console in a browser are skipped.')
}
if (values.fuzz) await fuzz()
else if (pattern && !values.verify) await onThisNode(`tests ${here}`, ...ordinary)
else {
  if (!values.verify) await test()
  if (values.verify || values.all) await verify()
}
summarise()
