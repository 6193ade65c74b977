// Which folder may import what, and what every test file owes.

import { readdirSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'

const test = suite('import table')
const root = process.cwd()

type Rule = {
  /** The files that the rule is about, by their path from the root; the first rule that fits holds. */
  readonly of: RegExp
  /** Files of ours that they may import. */
  readonly ours: RegExp | null
  /** Files of ours of which they may import types. */
  readonly types?: RegExp
  /** Packages that they may import. */
  readonly packages: RegExp | null
  /** Whether they may import modules of Node itself. */
  readonly node: boolean
}

const shared = String.raw`src/(errors|pause|listen)\.ts$`
const cfn = (...files: string[]) => String.raw`src/cfn/(${files.join('|')})\.ts$`
const template = ['template', 'parse-template', 'check-template', 'plain']
const any = (...patterns: string[]) => new RegExp(`^(${patterns.join('|')})`)

const table: readonly Rule[] = [
  {
    of: /^bin\/guac\.js$/,
    ours: /^(src\/cli\.ts|dist\/cli\.js|bin\/bundle\.js)$/,
    packages: null,
    node: false,
  },
  // these two work before anything is built
  { of: /^bin\//, ours: null, packages: /^esbuild$/, node: true },
  {
    of: /^src\/io\.ts$/,
    ours: any('src/terminal/wrap', 'src/open-browser', shared),
    packages: null,
    node: true,
  },
  { of: /^src\/errors\.ts$/, ours: null, packages: null, node: false },
  {
    of: /^src\/cli\.ts$/,
    ours: any('src/commands/', 'src/io', shared, 'package\\.json'),
    packages: /^commander$/,
    node: true,
  },
  { of: /^src\/[\w-]+\.ts$/, ours: any(shared), packages: null, node: true },
  // everything in src but each other
  {
    of: /^src\/commands\//,
    ours: /^src\/(?!commands\/)/,
    packages: /^(@aws-sdk\/|commander$|esbuild$)/,
    node: true,
  },
  { of: /^src\/cfn\//, ours: /^src\/cfn\//, packages: /^(cloudform-types|yaml)(\/|$)/, node: true },
  {
    of: /^src\/bundle\//,
    ours: any('src/bundle/', cfn('[\\w-]+'), shared),
    packages: /^esbuild$/,
    node: true,
  },
  {
    of: /^src\/deploy\//,
    ours: any('src/deploy/', 'src/terminal/', cfn(...template), shared),
    packages: /^@aws-sdk\//,
    node: true,
  },
  { of: /^src\/completion\//, ours: /^src\/completion\//, packages: /^commander$/, node: false },
  { of: /^src\/terminal\//, ours: /^src\/terminal\//, packages: /^string-width$/, node: true },
  {
    of: /^src\/operate\//,
    ours: any('src/operate/', shared),
    packages: /^@aws-sdk\//,
    node: true,
  },
  {
    of: /^src\/play\//,
    ours: any('src/(play|simulate|cost|send|operate)/', shared),
    packages: /^@aws-sdk\//,
    node: true,
  },
  {
    of: /^src\/console\/page\//,
    // the rules of events, as the handlers apply them
    ours: any('src/console/page/', 'src/console/wire', 'handlers/domain/'),
    packages: /^(preact|@preact\/signals|uplot)(\/|$)/,
    node: false,
  },
  {
    of: /^src\/console\//,
    ours: any('src/console/(?!page/)', 'src/(operate|send|play|simulate)/', 'handlers/domain/', shared),
    types: /^src\/deploy\/target\.ts$/,
    packages: /^@aws-sdk\//,
    node: true,
  },
  { of: /^src\/simulate\//, ours: any('src/simulate/', shared), packages: /^pure-rand\//, node: false },
  { of: /^src\/cost\//, ours: /^src\/(cost|terminal)\//, packages: null, node: false },
  {
    of: /^src\/send\//,
    ours: any('src/send/', 'src/terminal/', shared),
    packages: /^@aws-sdk\/client-(sns|sqs)$/,
    node: true,
  },
  {
    of: /^src\/local\//,
    ours: any('src/local/', cfn(...template), shared),
    packages: /^(dynalite|fauxqs)(\/|$)/,
    node: true,
  },
  {
    of: /^templates\//,
    ours: any('templates/', 'src/cfn/'),
    types: /^handlers\/[\w-]+\.ts$/,
    packages: null,
    node: false,
  },
  { of: /^handlers\/domain\//, ours: /^handlers\/domain\//, packages: null, node: false },
  { of: /^handlers\/aws\//, ours: /^handlers\/(aws|domain)\//, packages: null, node: true },
  { of: /^handlers\//, ours: /^handlers\//, packages: /^aws-lambda$/, node: true },
]

const files = (folder: string, pattern: RegExp): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter(path => pattern.test(path))
    .map(path => `${folder}/${path.replaceAll('\\', '/')}`)
    .sort()

type Import = { readonly from: string; readonly typesOnly: boolean }

// `import x from 'y'`, `export … from 'y'`, `import 'y'`, `import('y')`, and `load('y')` of
// createRequire, over several lines as well
const statement =
  /^\s*(?:import|export)\s+(type\s)?(?:[\w*${},\s]+?\sfrom\s+)?['"]([^'"]+)['"]|\b(?:import|load)\(\s*['"`]([^'"`$]+)/gm

const importsOf = (path: string): readonly Import[] =>
  [...readFileSync(join(root, path), 'utf8').matchAll(statement)].map(([, type, from, dynamic]) => ({
    from: from ?? dynamic ?? '',
    typesOnly: type !== undefined,
  }))

const isNode = (name: string): boolean => name.startsWith('node:') || builtinModules.includes(name)

/** Why a file may not import what it imports, or undefined. */
const fault = (rule: Rule, path: string, { from, typesOnly }: Import): string | undefined => {
  const allowed = (): boolean => {
    if (isNode(from)) return rule.node || typesOnly
    if (!from.startsWith('.')) return rule.packages?.test(from) ?? false
    const target = relative(root, join(root, dirname(path), from)).replaceAll('\\', '/')
    return (rule.ours?.test(target) || (typesOnly && rule.types?.test(target))) ?? false
  }
  return allowed() ? undefined : `${path} imports ${typesOnly ? 'types of ' : ''}${from}`
}

const sources = [
  ...files('bin', /\.js$/),
  ...files('src', /\.tsx?$/),
  ...files('templates', /\.ts$/),
  ...files('handlers', /\.ts$/),
]

test('every folder imports only what it may', () => {
  const faults = sources.flatMap(path => {
    const rule = table.find(({ of }) => of.test(path))
    if (!rule) return [`${path} stands in no rule of the table`]
    return importsOf(path).flatMap(each => fault(rule, path, each) ?? [])
  })
  assert.equal(faults, [])
})

test('every rule is about a file, and imports are seen', () => {
  for (const { of } of table)
    assert.ok(
      sources.some(path => of.test(path)),
      String(of),
    )
  assert.ok(importsOf('src/local/start-local.ts').length > 10)
  const seen = importsOf('src/local/dynamodb/engine.ts').map(({ from }) => from)
  assert.ok(seen.includes('node:module') && seen.includes('dynalite/db'))
})

for (const [path, from, typesOnly] of [
  ['handlers/recv.ts', '../src/errors.ts', false],
  ['handlers/recv.ts', '../templates/topics.ts', true],
  ['handlers/domain/rate.ts', 'node:crypto', false],
  ['handlers/domain/rate.ts', '../aws/send.ts', false],
  ['templates/functions.ts', '../handlers/recv.ts', false],
  ['src/commands/demo.ts', './dev.ts', false],
  ['src/local/place.ts', '../deploy/clients.ts', false],
  ['src/bundle/zip.ts', '../local/place.ts', false],
  ['src/cfn/plain.ts', '../errors.ts', false],
  ['src/cost/prices.ts', 'node:fs', false],
  ['src/deploy/clients.ts', 'esbuild', false],
  ['src/send/event-fault.ts', '../../handlers/domain/events.ts', false],
] as const)
  test(`${path} could not import ${typesOnly ? 'types of ' : ''}${from}`, () => {
    const rule = table.find(({ of }) => of.test(path))
    assert.ok(rule && fault(rule, path, { from, typesOnly }))
  })

test('every test file runs each suite that it makes, or uvu would pass over it in silence', () => {
  const faults = files('test', /\.test\.ts$/).flatMap(path => {
    const text = readFileSync(join(root, path), 'utf8')
    const suites = [...text.matchAll(/^\s*const (?:(\w+) = suite|\{ (\w+), it \} = consoleSuite)\b/gm)].map(
      found => found[1] ?? found[2] ?? '',
    )
    if (suites.length === 0) return [`${path} makes no suite`]
    return suites
      .filter(name => !new RegExp(`^${name}\\.run\\(\\)`, 'm').test(text))
      .map(name => `${path} does not run ${name}`)
  })
  assert.equal(faults, [])
})

test.run()
