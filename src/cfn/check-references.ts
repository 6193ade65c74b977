// Whether every reference inside a template leads to something. CloudFormation checks the same, but only
// when the template is deployed.
import { isMapping } from './check-template.ts'
import { type Template, TemplateError, type Value } from './template.ts'

// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html
const pseudo = [
  'AccountId',
  'NoValue',
  'NotificationARNs',
  'Partition',
  'Region',
  'StackId',
  'StackName',
  'URLSuffix',
].map(name => `AWS::${name}`)

type Wanted = 'a parameter or resource' | 'a resource' | 'a condition' | 'an entry of a mapping'

type Reference = { readonly from: string; readonly to: string; readonly wanted: Wanted }

/** The same template. Throws a TemplateError that names both ends of the first reference to nothing. */
export const checkReferences = (template: Template): Template => {
  const { Parameters = {}, Conditions = {}, Mappings = {}, Resources } = template
  const leads: Record<Wanted, (to: string) => boolean> = {
    'a parameter or resource': to =>
      pseudo.includes(to) || Object.hasOwn(Parameters, to) || leads['a resource'](to),
    'a resource': to => Object.hasOwn(Resources, to),
    'a condition': to => Object.hasOwn(Conditions, to),
    'an entry of a mapping': to => {
      const [map = '', top = '', second = ''] = to.split('.')
      return Object.hasOwn(Mappings[map]?.[top] ?? {}, second)
    },
  }
  for (const { from, to, wanted } of allReferences(template))
    if (!leads[wanted](to)) throw new TemplateError(`${from} refers to ${to}, which is not ${wanted}.`)
  return template
}

function* allReferences({ Conditions = {}, Resources, Outputs = {} }: Template): Generator<Reference> {
  for (const [name, condition] of Object.entries(Conditions)) yield* within(`Conditions.${name}`, condition)
  for (const [section, entries] of Object.entries({ Resources, Outputs }))
    for (const [name, entry] of Object.entries(entries)) {
      const from = `${section}.${name}`
      if (entry.Condition) yield { from: `${from}.Condition`, to: entry.Condition, wanted: 'a condition' }
      if ('DependsOn' in entry)
        for (const to of [entry.DependsOn ?? []].flat())
          yield { from: `${from}.DependsOn`, to, wanted: 'a resource' }
      if ('Value' in entry) yield* within(`${from}.Value`, entry.Value)
      if ('Properties' in entry) yield* within(`${from}.Properties`, entry.Properties ?? null)
    }
}

function* within(from: string, value: Value): Generator<Reference> {
  if (typeof value !== 'object' || value === null) return
  if (!isMapping(value)) {
    for (const [index, item] of value.entries()) yield* within(`${from}[${index}]`, item)
    return
  }
  const entries = Object.entries(value)
  const [only] = entries
  if (only && entries.length === 1) yield* references(from, ...only)
  for (const [name, item] of entries)
    yield* within(/^(Ref|Fn::\w+)$/.test(name) ? from : `${from}.${name}`, item)
}

function* references(from: string, name: string, value: Value): Generator<Reference> {
  const items: readonly Value[] = Array.isArray(value) ? value : [value]
  const [first] = items
  if (typeof first !== 'string') return
  if (name === 'Ref') yield { from, to: first, wanted: 'a parameter or resource' }
  if (name === 'Fn::GetAtt') yield { from, to: first.split('.')[0] ?? '', wanted: 'a resource' }
  if (name === 'Fn::If' || name === 'Condition') yield { from, to: first, wanted: 'a condition' }
  if (name === 'Fn::FindInMap' && items.every(item => typeof item === 'string'))
    yield { from, to: items.join('.'), wanted: 'an entry of a mapping' }
  if (name === 'Fn::Sub') yield* substituted(from, first, isMapping(items[1]) ? Object.keys(items[1]) : [])
}

function* substituted(from: string, text: string, own: readonly string[]): Generator<Reference> {
  // ${!Name} stands for the text ${Name}
  for (const [, name = ''] of text.matchAll(/\$\{([^!}][^}]*)\}/g)) {
    if (own.includes(name)) continue
    const [to = '', attribute] = name.split('.')
    yield { from, to, wanted: attribute === undefined ? 'a parameter or resource' : 'a resource' }
  }
}
