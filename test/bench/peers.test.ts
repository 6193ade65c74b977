// Peers are measured rarely, and by then must still have what the service has: their sources against service.yaml.

import { readFileSync } from 'node:fs'
import { transformSync } from 'esbuild'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parse } from 'yaml'
import { checkReferences } from '../../src/cfn/check-references.ts'
import { parseTemplate } from '../../src/cfn/parse-template.ts'
import type { Value } from '../../src/cfn/template.ts'
import { oslsResources } from './osls-resources.ts'
import { compareCounts, countResources } from './resource-counts.ts'

const test = suite('the peers of the benchmark')
const read = (path: string) => readFileSync(path, 'utf8')
const service = parseTemplate(read('service.yaml'))
const functions = Object.entries(service.Resources).filter(([, { Type }]) => Type === 'AWS::Lambda::Function')

type Settings = { readonly Environment: { readonly Variables: Readonly<Record<string, Value>> } }
const variables = (properties: unknown) => Object.keys((properties as Settings).Environment.Variables).sort()

// YAML without tags: of !Ref and !GetAtt only the text matters here
const serverless = parse(read('test/bench/peers/osls/serverless.yml'), { logLevel: 'error' })

test('osls gives each function the variables that service.yaml gives it', () => {
  const ofOsls = Object.values<{ environment?: object }>(serverless.functions).map(({ environment }) =>
    Object.keys({ ...serverless.provider.environment, ...environment }).sort(),
  )
  assert.equal(
    ofOsls,
    functions.map(([, { Properties }]) => variables(Properties)),
  )
})

test('osls is given what it does not make itself, without a reference to nothing', () => {
  const rest = oslsResources(service)
  const ofOsls = Object.entries(service.Resources).flatMap(([name, { Type }]) => {
    if (Type === 'AWS::Lambda::Function') return [[name.replace('Function', 'LambdaFunction'), { Type }]]
    return Type === 'AWS::Logs::LogGroup' ? [[name, { Type }]] : []
  })
  assert.is(countResources(rest)['AWS::Lambda::Function'], undefined)
  checkReferences({ ...rest, Resources: { ...rest.Resources, ...Object.fromEntries(ofOsls) } })
})

test('the CDK stack is valid TypeScript, and names every variable, topic and table', () => {
  const stack = read('test/bench/peers/cdk/service-stack.ts')
  transformSync(stack, { loader: 'ts' })
  for (const [, { Properties }] of functions)
    for (const name of variables(Properties)) assert.match(stack, `${name}:`)
  for (const { Type, Properties } of Object.values(service.Resources)) {
    const named = /^AWS::(DynamoDB::Table|SNS::Topic)$/.test(Type) && Object.values(Properties ?? {})[0]
    if (named) assert.match(stack, JSON.stringify(named).replace(/.*\}(\w+).*/, "'$1'"))
  }
})

test('every package stands at one version, and no lock file names the registry that it came from', () => {
  for (const name of ['cdk', 'osls', 'ric']) {
    const { dependencies, devDependencies } = JSON.parse(read(`test/bench/peers/${name}/package.json`))
    for (const version of Object.values<string>({ ...dependencies, ...devDependencies }))
      assert.match(version, /^\d+\.\d+\.\d+$/)
    const lock = read(`test/bench/peers/${name}/package-lock.json`)
    assert.not.match(lock, '"resolved"')
    const locked = JSON.parse(lock).packages['']
    assert.equal(
      { ...locked.dependencies, ...locked.devDependencies },
      { ...dependencies, ...devDependencies },
    )
  }
})

const of = (...types: string[]) =>
  countResources({ Resources: Object.fromEntries(types.map((Type, at) => [`R${at}`, { Type }])) })

test('what a tool adds of its own is said', () => {
  assert.is(compareCounts('tool', of('A', 'B'), of('A', 'B')), 'tool: 2 resources, the same')
  assert.is(compareCounts('tool', of('A'), of('A', 'A', 'C')), 'tool: 3 resources, the same and 1 A, 1 C')
})

test('a tool that makes less is not measured', () => {
  assert.throws(() => compareCounts('tool', of('A', 'A'), of('A')), 'tool makes 1 A, service.yaml 2')
})

test.run()
