// The package as it would be published: what it holds, what it weighs, and that it works in an empty folder.

import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { startGuac } from '../helpers/guac.ts'

const test = suite('the package')

const run = promisify(execFile)
const folder = mkdtempSync(join(tmpdir(), 'guac-package-'))
const home = join(folder, 'empty')
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))

// what is built is there already: every test runs after bin/setup.js
const packed = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder])
const [{ filename, files }] = JSON.parse(packed.stdout) as [
  { filename: string; files: readonly { path: string }[] },
]

/** Installs the tarball in an empty folder. Returns why that cannot be done here, if it needs a registry. */
const install = async (): Promise<string | undefined> => {
  mkdirSync(home)
  writeFileSync(join(home, 'package.json'), '{"private":true}')
  const options = ['--no-audit', '--no-fund', '--prefer-offline', '--fetch-retries=1']
  try {
    await run('npm', ['install', ...options, join(folder, filename)], { cwd: home })
    return undefined
  } catch (error) {
    const { stderr } = error as { stderr: string }
    if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENOTCACHED/.test(stderr))
      return 'npm reaches no registry'
    throw error
  }
}
const obstacle = await install()
if (obstacle) console.log(`SKIPPED: the package in an empty folder: ${obstacle}`)
const installed = obstacle ? test.skip : test

// an npm above, as in `npm exec --package=node@24`, would give its own options to the one below
const env = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^npm_config_(package|call)$/.test(name)),
)

const guac = join(home, 'node_modules/bookish-guacamole/bin/guac.js')

/** The size of a folder's files, in bytes. */
const sizeOf = (path: string): number =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0)

test('holds what runs, the template and what people read, and nothing else', () => {
  const paths = files.map(({ path }) => path).filter(path => !/^dist\/chunks\/[\w-]+\.js$/.test(path))
  assert.equal(paths.sort(), [
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'bin/bundle.js',
    'bin/guac.js',
    'dist/cli.js',
    'dist/console/index.html',
    'dist/console/page.css',
    'dist/console/page.js',
    'dist/runtime-client.cjs',
    'package.json',
    'service.yaml',
  ])
})

installed('takes less than 100 MB, with everything that it needs', () => {
  const megabytes = sizeOf(join(home, 'node_modules')) / 1_000_000
  assert.ok(megabytes < 100, `${megabytes.toFixed(1)} MB`)
})

installed('works in an empty folder: a stack deployed, messages, a report and its rate', async () => {
  const dev = startGuac(['dev', '--port', '0', '--no-deploy'], guac)
  try {
    await dev.saw('AWS_SECRET_ACCESS_KEY')
    const [endpoint = ''] = /http:\/\/127\.0\.0\.1:\d+/.exec(dev.output()) ?? []
    const npx = async (...args: readonly string[]) =>
      (await run('npx', ['--no', 'guac', ...args, '--endpoint-url', endpoint], { cwd: home, env })).stdout
    assert.match(await npx('deploy'), /RecvMessageTopicArn/)
    assert.match(await npx('send', 'recv', '--count', '40'), /^Sent 40 messages of iAmAModule/)
    await dev.saw('"moduleId":"iAmAModule"')
    const sent = await npx('send', 'weekly', '--wait')
    assert.match(
      sent,
      /^Sent .*\nIts rate came .* later: [\d.]+ % \(\d+ of 42 received, assumed-start\)\.\n$/,
    )
  } finally {
    dev.child.kill('SIGINT')
    assert.is((await dev.ended).code, 0)
  }
})

installed('runs the template that it carries, and has nothing to watch', async () => {
  const dev = startGuac(['dev', '--port', '0'], guac)
  await dev.saw('CodeHash')
  dev.child.kill('SIGINT')
  const { code, stdout } = await dev.ended
  assert.is(code, 0)
  assert.not.match(stdout, /Watching/)
})

installed('follows a demonstration to its end', async () => {
  const { code, stdout, stderr } = await startGuac(['demo'], guac).ended
  assert.is(code, 0, stderr)
  assert.match(stdout, /"success_rate":95\.238/)
  assert.match(stdout, /What next:\n {2}npx guac dev/)
})

installed('says that it holds no sources when it is asked to build', async () => {
  const { code, stderr } = await startGuac(['build'], guac).ended
  assert.is(code, 1)
  assert.match(stderr, /holds no handlers\/ and templates\/ to build from/)
})

test('loads no package in dist that only development has', () => {
  const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    devDependencies: Record<string, string>
  }
  // esbuild is imported where there is something to build, after that has been looked at
  const imported = /^\s*(?:import|export)\b[^;]*?\bfrom\s*["']([^"']+)["']/gm
  const faults = readdirSync('dist', { recursive: true, encoding: 'utf8' })
    .filter(path => /\.c?js$/.test(path))
    .flatMap(path =>
      [...readFileSync(join('dist', path), 'utf8').matchAll(imported)]
        .map(([, name = '']) => name)
        .filter(name => Object.keys(devDependencies).some(dev => name === dev || name.startsWith(`${dev}/`)))
        .map(name => `dist/${path} imports ${name}`),
    )
  assert.equal(faults, [])
})

test.run()
