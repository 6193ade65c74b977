// Values of a template that were right once: nodes replaced, dropped, renamed, copied elsewhere, wrapped in functions.

import * as fc from 'fast-check'
import type { Value } from '../../src/cfn/template.ts'

type Branch = { [name: string]: Tree }
export type Tree = string | number | boolean | null | Tree[] | Branch
type Edit = { readonly at: number; readonly what: string; readonly value: Tree; readonly from: number }

const names = [
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'then', 'length', '', 'A', 'B', '0', 'x.y'],
  ...['AWS::NoValue', 'AWS::Region', 'AWS::Bogus', 'Condition', 'Ref', 'Fn::If', 'Fn::Bogus', 'Type', 'é'],
]
const name = fc.constantFrom(...names)

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: ${…} is what Fn::Sub takes
const texts = [
  '',
  '0',
  '-1',
  'true',
  '${A}',
  '${!A}',
  '${',
  '${}',
  '${A.B.C}',
  '${__proto__}',
  '\ud800',
  '\0',
  'a\nb ',
]
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: to here
const scalar: fc.Arbitrary<Tree> = fc.oneof(
  fc.constantFrom<Tree>(...texts, null, true, false, 0, -1, 1e300, 1.5, [], {}),
  name,
)

/** Functions with arguments of every wrong kind, of names that may be there or not. */
const functions = (known: readonly string[]): fc.Arbitrary<Tree> => {
  const some = fc.oneof(fc.constantFrom(...known), name)
  return fc.letrec<{ value: Tree }>(tie => {
    const value = fc.oneof({ maxDepth: 3 }, scalar, some, tie('value')) as fc.Arbitrary<Tree>
    const list = fc.array(value, { maxLength: 4 })
    const of = (name: string, argument: fc.Arbitrary<Tree>) =>
      argument.map((given): Tree => ({ [name]: given }))
    const first = (head: fc.Arbitrary<Tree>) =>
      fc.tuple(head, list).map(([one, more]): Tree => [one, ...more])
    return {
      value: fc.oneof(
        of('Ref', fc.oneof(some, value)),
        of('Condition', fc.oneof(some, value)),
        of(
          'Fn::GetAtt',
          fc.oneof(
            some,
            first(some),
            fc.tuple(some, some).map(pair => pair.join('.')),
          ),
        ),
        of('Fn::If', fc.oneof(first(some), value)),
        of(
          'Fn::Sub',
          fc.oneof(
            some.map(id => `\${${id}}x`),
            value,
            list,
          ),
        ),
        of('Fn::FindInMap', fc.oneof(first(some), value)),
        of('Fn::Equals', fc.oneof(list, value)),
        fc
          .tuple(fc.constantFrom('And', 'Or', 'Not'), fc.oneof(list, value))
          .map(([each, given]): Tree => ({ [`Fn::${each}`]: given })),
        fc
          .tuple(
            fc.constantFrom('Join', 'Select', 'Split', 'Base64', 'GetAZs', 'Cidr', 'ImportValue', 'Bogus'),
            fc.oneof(list, value),
          )
          .map(([each, given]): Tree => ({ [`Fn::${each}`]: given })),
      ),
    }
  }).value
}

const deep = fc.tuple(fc.integer({ min: 80, max: 400 }), fc.boolean()).map(([levels, inLists]) => {
  let value: Tree = 'x'
  for (let level = 0; level < levels; level += 1) value = inLists ? [value] : { a: value }
  return value
})

const edit = (known: readonly string[]): fc.Arbitrary<Edit> =>
  fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    what: fc.constantFrom('replace', 'replace', 'drop', 'rename', 'copy', 'wrap', 'add'),
    value: fc.oneof(
      { weight: 20, arbitrary: scalar },
      { weight: 40, arbitrary: functions(known) },
      { weight: 1, arbitrary: deep },
    ),
    from: fc.double({ min: 0, max: 1, noNaN: true }),
  })

type Slot = { readonly holder: Tree[] | Branch; readonly key: string; readonly value: Tree }

const slotsOf = (tree: Tree): readonly Slot[] => {
  const slots: Slot[] = []
  const walk = (value: Tree, depth: number): void => {
    if (typeof value !== 'object' || value === null || depth > 60) return
    for (const [key, inner] of Object.entries(value)) {
      slots.push({ holder: value, key, value: inner })
      walk(inner, depth + 1)
    }
  }
  walk(tree, 0)
  return slots
}

/** Sets a member whatever its name is: an assignment to __proto__ would make none. */
const put = (holder: Tree[] | Branch, key: string, value: Tree): void => {
  Object.defineProperty(holder, key, { value, writable: true, enumerable: true, configurable: true })
}

const apply = (tree: Tree, { at, what, value, from }: Edit): void => {
  const slots = slotsOf(tree)
  const slot = slots[Math.floor(at * slots.length)]
  const source = slots[Math.floor(from * slots.length)]
  if (!slot || !source) return
  const { holder, key } = slot
  if (what === 'replace') put(holder, key, value)
  if (what === 'drop') Array.isArray(holder) ? holder.splice(Number(key), 1) : delete holder[key]
  if (what === 'copy') put(holder, key, structuredClone(source.value))
  if (what === 'wrap') put(holder, key, { [typeof value === 'string' ? value : 'Fn::Sub']: slot.value })
  if (Array.isArray(holder)) return
  if (what === 'add')
    put(holder, typeof value === 'string' ? value : source.key, structuredClone(source.value))
  if (what === 'rename') {
    delete holder[key]
    put(holder, typeof value === 'string' ? value : source.key, slot.value)
  }
}

/** A tree of a corpus after a few edits, or none; `known` are names that its references may lead to. */
export const mutatedTree = (corpus: readonly Value[], known: readonly string[]): fc.Arbitrary<Tree> =>
  fc.tuple(fc.nat(corpus.length - 1), fc.array(edit(known), { maxLength: 4 })).map(([index, edits]) => {
    const tree = structuredClone(corpus[index]) as Tree
    for (const each of edits) apply(tree, each)
    return tree
  })
