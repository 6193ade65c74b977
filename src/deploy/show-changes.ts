// The changes that a change set would make, as lines for a person.

import { columns } from '../terminal/columns.ts'
import { printable } from '../terminal/printable.ts'
import type { Paint, Style } from '../terminal/style.ts'
import type { Effect, PropertyChange, ResourceChanges } from './describe-changes.ts'

const looks: Readonly<
  Record<Effect, { readonly sign: string; readonly word: string; readonly style: Style }>
> = {
  add: { sign: '+', word: 'add', style: 'green' },
  import: { sign: '+', word: 'take back', style: 'green' },
  change: { sign: '~', word: 'change', style: 'yellow' },
  replace: { sign: '±', word: 'replace', style: 'red' },
  'may replace': { sign: '±', word: 'may replace', style: 'red' },
  delete: { sign: '-', word: 'delete', style: 'red' },
  leave: { sign: '-', word: 'let go of', style: 'red' },
  'may change': { sign: '?', word: 'may change', style: 'dim' },
}

/** The longest value that is shown whole; of longer ones their length, for nobody compares code in a list. */
const longest = 48

export const showChanges = (changes: readonly ResourceChanges[], paint: Paint): readonly string[] => {
  const quiet = changes.filter(({ effect }) => effect === 'may change')
  const loud = changes.filter(({ effect }) => effect !== 'may change')
  const rows = columns(
    loud.map(({ effect, id, type, old }) => {
      const { sign, word } = looks[effect]
      const old_ = old === undefined ? '' : `the old one is ${old}`
      return [
        `  ${sign} ${effectWord(word, effect)}`,
        id,
        type,
        effect === 'leave' ? 'it stays, without a stack' : old_,
      ]
    }),
  )
  return [
    ...loud.flatMap((change, at) => [
      paint(
        change.risky || isReplacement(change)
          ? ['bold', looks[change.effect].style]
          : [looks[change.effect].style],
        rows[at] ?? '',
      ),
      ...showProperties(change.properties, paint),
    ]),
    ...showQuiet(quiet).map(line => paint('dim', line)),
  ]
}

/** What hangs on other changes mostly turns out to stay as it is: named, and no more. */
const showQuiet = (quiet: readonly ResourceChanges[]): readonly string[] => {
  if (quiet.length === 0) return []
  const causes = [...new Set(quiet.flatMap(each => each.causes))]
  const why =
    causes.length > 0 && causes.length <= 3 ? `, with ${causes.join(', ')}` : ', with what they depend on'
  return [`  ? may change${why}: ${quiet.map(({ id }) => id).join(', ')}`]
}

const effectWord = (word: string, effect: Effect): string =>
  effect === 'replace' || effect === 'may replace' || effect === 'delete' ? word.toUpperCase() : word

const showProperties = (properties: readonly PropertyChange[], paint: Paint): readonly string[] =>
  columns(properties.map(change => [`      ${change.path}`, valuesOf(change)])).map((line, at) =>
    paint(properties[at]?.recreates ? 'bold' : 'dim', line),
  )

const valuesOf = ({ before, after, recreates }: PropertyChange): string => {
  const text =
    before === undefined && after === undefined
      ? 'changes'
      : isLong(before) || isLong(after)
        ? `${sizeOf(before)} → ${sizeOf(after)}`
        : `${shortOf(before)} → ${shortOf(after)}`
  return recreates ? `${text}  makes a new one` : text
}

const isLong = (value: string | undefined): boolean => value !== undefined && value.length > longest

const shortOf = (value: string | undefined): string => {
  if (value === undefined) return 'nothing'
  return value === '' ? '""' : printable(value)
}

const sizeOf = (value: string | undefined): string =>
  isLong(value) ? `${value?.length.toLocaleString('en')} characters` : shortOf(value)

/** Whether a resource is made anew under another identity, or may be. */
export const isReplacement = ({ effect }: ResourceChanges): boolean => effect.endsWith('replace')

/** One line that counts them: `2 to add, 3 to change, 1 to replace`. */
export const countChanges = (changes: readonly ResourceChanges[]): string => {
  const counts = new Map<Effect, number>()
  for (const { effect } of changes) counts.set(effect, (counts.get(effect) ?? 0) + 1)
  return Object.entries(looks)
    .flatMap(([effect, { word }]) => {
      const count = counts.get(effect as Effect)
      if (count === undefined) return []
      return effect.startsWith('may') ? `${count} that ${word}` : `${count} to ${word}`
    })
    .join(', ')
}
