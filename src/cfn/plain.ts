import type { Value } from './template.ts'

/**
 * A definition as a frozen plain value: functions in their long form ({ Ref: 'X' }), undefined left out.
 * Throws for what no template can hold.
 */
export const plain = (value: unknown): Value => {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number' && Number.isFinite(value)) return value
  if (Array.isArray(value)) return Object.freeze(value.map(plain))
  if (typeof value !== 'object') throw new TypeError(`A template cannot hold ${String(value)}.`)
  // the functions of cloudform-types
  if ('toJSON' in value && typeof value.toJSON === 'function') return plain(value.toJSON())
  const entries = Object.entries(value).filter(([, item]) => item !== undefined)
  return Object.freeze(Object.fromEntries(entries.map(([name, item]) => [name, plain(item)])))
}
