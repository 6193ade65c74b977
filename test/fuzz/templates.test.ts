// The reader of templates, from the text to the plan of an update: it takes what CloudFormation takes, and refuses
// everything else with a message, whatever the text.

// uvu's own comparison takes a member called constructor for the class of its owner
import { isDeepStrictEqual } from 'node:util'
import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { emitTemplate } from '../../src/cfn/emit-template.ts'
import { parseTemplate } from '../../src/cfn/parse-template.ts'
import { type Mapping, type Template, TemplateError } from '../../src/cfn/template.ts'
import { evaluate } from '../../src/local/cloudformation/evaluate.ts'
import { creationOrder } from '../../src/local/cloudformation/order.ts'
import { changesAnything, planUpdate } from '../../src/local/cloudformation/plan.ts'
import { readDeployment } from '../../src/local/cloudformation/request.ts'
import { outputsOf, scopeOf, wantedResources } from '../../src/local/cloudformation/scope.ts'
import type { Deployment, Resource } from '../../src/local/cloudformation/stack.ts'
import { recreationOf } from '../../src/local/cloudformation/support.ts'
import { AwsError } from '../../src/local/protocol/aws-error.ts'
import type { Params } from '../../src/local/protocol/query.ts'
import { dangling } from './dangling.ts'
import { fuzz, inputs } from './fuzz.ts'
import { mutated } from './mutate.ts'
import { mutatedTree } from './mutate-tree.ts'
import { known, textsOf, trees } from './template-corpus.ts'

const test = suite('templates of any kind')
const few = 1000

const attributes = Object.fromEntries(
  ['Arn', 'StreamArn', 'TopicArn', 'TopicName', 'QueueUrl', 'QueueName', 'Id'].map(name => [
    name,
    `a-${name}`,
  ]),
)

/** A stack as creating it would make it, with no service behind it. */
const made = (deployment: Deployment) => {
  const named = { id: 'arn:stack', name: 'stack', ...deployment, resources: new Map<string, Resource>() }
  const { template } = deployment
  const scope = scopeOf(named)
  for (const id of creationOrder(template, wantedResources(template, scope))) {
    const definition = template.Resources[id] ?? { Type: '' }
    named.resources.set(id, {
      logicalId: id,
      type: definition.Type,
      metadata: definition.Metadata ?? {},
      attributes,
      properties: evaluate(definition.Properties ?? {}, scope) as Mapping,
      deletionPolicy: definition.DeletionPolicy ?? 'Delete',
      updateReplacePolicy: definition.UpdateReplacePolicy ?? 'Delete',
      physicalId: id.toLowerCase(),
      status: 'CREATE_COMPLETE',
      reason: undefined,
      changedAt: 0,
    })
  }
  return { ...named, outputs: outputsOf(template, scope) }
}

const deploymentOf = (text: string, more: Params = {}): Deployment =>
  readDeployment({ TemplateBody: text, Capabilities: ['CAPABILITY_NAMED_IAM'], ...more })
const bases = textsOf.map(text => made(deploymentOf(text)))

/** What becomes of work that may be refused: its result, or undefined for a refusal that a person can read. */
const orRefused = <Result>(work: () => Result): Result | undefined => {
  try {
    return work()
  } catch (error) {
    // outputs that are no text are refused by an Error of their own
    const known = error instanceof AwsError || (error as Error).constructor === Error
    if (!known) throw error
    const { message } = error as Error
    assert.ok(message.length > 10, `no message: ${message}`)
    assert.not.match(message, /\[object Object\]|Cannot read|is not a function|not iterable/)
    return undefined
  }
}

const counted = { made: 0, refused: 0 }
/** Reads a template, makes a stack of it, and plans an update to it. */
const deploy = (text: string, from: number, more: Params = {}): void => {
  const base = bases[from] as (typeof bases)[number]
  const deployment = orRefused(() => deploymentOf(text, more))
  if (!deployment) {
    counted.refused += 1
    return
  }
  assert.is(dangling(deployment.template), undefined)
  const again = parseTemplate(emitTemplate(deployment.template, ' again'))
  assert.ok(isDeepStrictEqual(again, deployment.template), 'it comes back as it went')
  const stack = orRefused(() => made(deployment))
  counted[stack ? 'made' : 'refused'] += 1
  const plan = orRefused(() => planUpdate(base, deployment, recreationOf))
  if (plan) changesAnything(plan, base, deployment)
  if (stack) assert.equal(planUpdate(stack, deployment, recreationOf), [], 'the same again changes nothing')
}

const base = fc.nat(bases.length - 1)
const words = [
  ...['!Ref ', '!GetAtt ', '!Sub ', '!If ', '!Condition ', '!Bogus ', '!!binary ', '!!str ', '!<tag:x> '],
  ...[
    '&a ',
    '*a',
    '<<: *a',
    '? ',
    '|\n',
    '>-\n',
    '---\n',
    '...\n',
    '%YAML 1.2\n',
    '%TAG ! x\n',
    '#',
    '\n  ',
    '\t',
  ],
  ...['Resources:', 'Conditions:', 'Type:', 'Properties:', 'DependsOn:', 'Fn::If:', 'Ref: ', 'Fn::Transform'],
  ...known,
]

test('text that was a template: made, or refused with a message', async () => {
  await fuzz(fc.tuple(mutated(textsOf, words).map(String), base), few, ([text, from]) => deploy(text, from))
  assert.ok(counted.made > inputs(few) / 20, JSON.stringify(counted))
  assert.ok(counted.refused > inputs(few) / 20, JSON.stringify(counted))
})

const given = fc.array(
  fc.record({
    ParameterKey: fc.constantFrom('Name', 'Size', 'NamePrefix', 'TimestampUnit', '__proto__', 'x'),
    ParameterValue: fc.constantFrom('', 'a', '4', '-1', 'ns', '__proto__', 'a,b', '\n'),
  }),
  { maxLength: 1 },
)

test('values that were a template: made, or refused with a message', () =>
  fuzz(fc.tuple(mutatedTree(trees, known), base, given), few, ([tree, from, Parameters]) =>
    deploy(JSON.stringify(tree), from, { Parameters }),
  ))

/** What a reader says: the template, or that it is none. */
const readAs = (text: string): Template | 'refused' => {
  try {
    return parseTemplate(text)
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    assert.ok(error.message.length > 10, error.message)
    return 'refused'
  }
}

test('JSON is read alike as JSON and as YAML', () =>
  fuzz(mutatedTree(trees, known), few, tree => {
    const text = JSON.stringify(tree)
    // a comment makes it YAML
    assert.ok(isDeepStrictEqual(readAs(`# YAML\n${text}`), readAs(text)))
  }))

test.run()
