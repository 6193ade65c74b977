// A template's functions, worked out. Pure: what a reference means comes in as `Scope`.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html

import { isMapping } from '../../cfn/check-template.ts'
import type { Mapping, Template, Value } from '../../cfn/template.ts'
import { place } from '../place.ts'
import { AwsError } from '../protocol/aws-error.ts'

export type Scope = {
  readonly template: Template
  /** What a name stands for: a parameter, a pseudo parameter, a resource's physical id. */
  readonly ref: (name: string) => Value | undefined
  readonly attribute: (resource: string, attribute: string) => Value | undefined
  /** What a stack exports under a name. */
  readonly imported: (exportName: string) => Value | undefined
}

/** Stands for AWS::NoValue: the property that holds it is left out. */
export const noValue = Symbol('AWS::NoValue')
type Result = Value | typeof noValue

type Evaluate = (value: Value) => Value
type Intrinsic = (argument: Value, scope: Scope, evaluate: Evaluate) => Result

/** A value without functions. Throws a ValidationError that names what cannot be worked out. */
export const evaluate = (value: Value, scope: Scope): Value => {
  const result = resolve(value, scope)
  return result === noValue ? null : result
}

// Conditions that name others twice, and so on, would be worked out more often than anybody can wait. No condition
// refers to a resource, so what holds in a scope holds as long as there is the scope.
const decided = new WeakMap<Scope, Map<string, boolean>>()

/** Whether a condition of the template holds. */
export const holds = (name: string, scope: Scope): boolean => {
  const conditions = decided.get(scope) ?? new Map<string, boolean>()
  decided.set(scope, conditions)
  const condition = own(scope.template.Conditions, name)
  if (condition === undefined) throw invalid(`the condition ${name} is not defined`)
  const result = conditions.get(name) ?? truth(resolve(condition, scope))
  conditions.set(name, result)
  return result
}

const resolve = (value: Value, scope: Scope): Result => {
  if (Array.isArray(value))
    return value.map(item => resolve(item, scope)).filter(item => item !== noValue) as Value[]
  if (!isMapping(value)) return value
  const names = Object.keys(value)
  const [name] = names
  if (names.length === 1 && name !== undefined && (name.startsWith('Fn::') || intrinsics.has(name))) {
    const intrinsic = intrinsics.get(name)
    if (!intrinsic) throw invalid(`there is no function ${name}`)
    return intrinsic(value[name] ?? null, scope, argument => evaluate(argument, scope))
  }
  const entries = Object.entries(value).map(([key, item]) => [key, resolve(item, scope)] as const)
  return Object.fromEntries(entries.filter(([, item]) => item !== noValue)) as Mapping
}

const ref = (name: string, scope: Scope): Result => {
  if (name === 'AWS::NoValue') return noValue
  const found = scope.ref(name)
  if (found === undefined) throw invalid(`Ref names ${name}, which is not defined`)
  return found
}

const attribute = (resource: string, name: string, scope: Scope): Value => {
  const found = scope.attribute(resource, name)
  if (found === undefined)
    throw invalid(`GetAtt names ${resource}.${name}, which the local stack does not know`)
  return found
}

/** A name as it is written, which no function may work out. */
const nameIn = (value: Value | undefined, of: string): string => {
  if (typeof value === 'string') return value
  throw invalid(`${of} must name what it means by a text, and has ${JSON.stringify(value)}`)
}

/** Whether the local stack knows a function, by its long name. */
export const isIntrinsic = (name: string): boolean => intrinsics.has(name)

const intrinsics: ReadonlyMap<string, Intrinsic> = new Map(
  Object.entries<Intrinsic>({
    Ref: (name, scope) => ref(nameIn(name, 'Ref'), scope),
    Condition: (name, scope) => holds(nameIn(name, 'Condition'), scope),
    'Fn::GetAtt': (argument, scope, work) => {
      const [resource, ...path] = listOf(argument, 'Fn::GetAtt').map(item => text(work(item)))
      return attribute(resource ?? '', path.join('.'), scope)
    },
    'Fn::Sub': (argument, scope, work) => {
      const [pattern, variables] = Array.isArray(argument) ? argument : [argument]
      const own = isMapping(variables) ? variables : {}
      return text(pattern ?? null).replace(/\$\{([^!}][^}]*)\}|\$\{!([^}]*)\}/g, (_, name, literal) => {
        if (literal !== undefined) return `\${${literal}}`
        const given = Object.hasOwn(own, name) ? own[name] : undefined
        if (given !== undefined) return text(work(given))
        const [resource = '', ...path] = name.split('.')
        return text(path.length > 0 ? attribute(resource, path.join('.'), scope) : asValue(ref(name, scope)))
      })
    },
    'Fn::If': (argument, scope) => {
      const [condition, yes, no] = listOf(argument, 'Fn::If')
      return resolve((holds(nameIn(condition, 'Fn::If'), scope) ? yes : no) ?? null, scope)
    },
    'Fn::Join': (argument, _, work) => {
      const [separator, items] = listOf(argument, 'Fn::Join')
      return listOf(work(items ?? null), 'Fn::Join')
        .map(text)
        .join(text(separator ?? ''))
    },
    'Fn::Select': (argument, _, work) => {
      const [index, items] = listOf(argument, 'Fn::Select')
      const found = listOf(work(items ?? null), 'Fn::Select')[Number(work(index ?? null))]
      if (found === undefined) throw invalid(`Fn::Select finds nothing at index ${JSON.stringify(index)}`)
      return found
    },
    'Fn::Split': (argument, _, work) => {
      const [separator, source] = listOf(argument, 'Fn::Split')
      return text(work(source ?? null)).split(text(separator ?? ''))
    },
    'Fn::Base64': (argument, _, work) => Buffer.from(text(work(argument))).toString('base64'),
    // three, as in many regions; every AWS template takes the list as it is
    'Fn::GetAZs': (argument, _, work) =>
      ['a', 'b', 'c'].map(zone => `${text(work(argument)) || place.region}${zone}`),
    'Fn::Cidr': (argument, _, work) => {
      const [block, count, bits = 32] = listOf(argument, 'Fn::Cidr').map(item => text(work(item)))
      return cidrBlocks(block ?? '', Number(count), Number(bits))
    },
    'Fn::ImportValue': (argument, scope, work) => {
      const name = text(work(argument))
      const found = scope.imported(name)
      if (found === undefined) throw new AwsError('ValidationError', `No export named ${name} found.`)
      return found
    },
    'Fn::FindInMap': (argument, scope, work) => {
      const [map, top, second] = listOf(argument, 'Fn::FindInMap').map(item => text(work(item)))
      const found = own(own(own(scope.template.Mappings, map), top), second)
      if (found === undefined) throw invalid(`Fn::FindInMap finds nothing at ${map}.${top}.${second}`)
      return found
    },
    'Fn::Equals': (argument, _, work) => {
      const [left, right] = listOf(argument, 'Fn::Equals').map(item => JSON.stringify(work(item)))
      return left === right
    },
    'Fn::And': (argument, _, work) => listOf(argument, 'Fn::And').every(item => truth(work(item))),
    'Fn::Or': (argument, _, work) => listOf(argument, 'Fn::Or').some(item => truth(work(item))),
    'Fn::Not': (argument, _, work) => !truth(work(listOf(argument, 'Fn::Not')[0] ?? null)),
  }),
)

/** Blocks of `2 ** bits` addresses from the start of an IPv4 block.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-cidr.html */
const cidrBlocks = (block: string, count: number, bits: number): readonly string[] => {
  const found = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(block)
  const [a = 0, b = 0, c = 0, d = 0, prefix = 0] = (found ?? []).slice(1).map(Number)
  const inside = count >= 1 && count <= 256 && bits >= 1 && bits <= 32 - prefix
  if (!found || !inside || Math.max(a, b, c, d) > 255 || count * 2 ** bits > 2 ** (32 - prefix))
    throw invalid(`Fn::Cidr cannot cut ${count} blocks of ${bits} bits from ${block}`)
  const host = ((a * 256 + b) * 256 + c) * 256 + d
  const base = host - (host % 2 ** (32 - prefix))
  return Array.from({ length: count }, (_, index) => {
    const start = base + index * 2 ** bits
    const bytes = [24, 16, 8, 0].map(shift => Math.floor(start / 2 ** shift) % 256)
    return `${bytes.join('.')}/${32 - bits}`
  })
}

/** A member by its name, which may be any text: `constructor` is not one unless somebody wrote it. */
const own = <T>(members: Readonly<Record<string, T>> | undefined, name = ''): T | undefined =>
  members && Object.hasOwn(members, name) ? members[name] : undefined

const asValue = (result: Result): Value => (result === noValue ? '' : result)

const listOf = (value: Value, name: string): readonly Value[] => {
  if (Array.isArray(value)) return value
  throw invalid(`${name} needs a list`)
}

const text = (value: Value): string => {
  if (typeof value === 'object' && value !== null)
    throw invalid(`text is needed where ${JSON.stringify(value)} stands`)
  return String(value ?? '')
}

const truth = (value: Result): boolean => value === true || value === 'true'

const invalid = (what: string): AwsError => new AwsError('ValidationError', `Template error: ${what}`)
