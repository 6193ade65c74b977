// JSON as RFC 8259 defines it, read one character after another, with each number as it is written. It shares nothing
// with what it is compared with.

/** A value of JSON; a number is { literal }, an object a map, in which a name that is given twice has its last value. */
export type Json =
  | string
  | boolean
  | null
  | { readonly literal: string }
  | readonly Json[]
  | Map<string, Json>

const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}

/** The value of a text, or undefined if it is not JSON. */
export const readJson = (text: string): Json | undefined => {
  let at = 0
  class Wrong extends Error {}
  const blank = () => {
    while (at < text.length && ' \t\n\r'.includes(text[at] as string)) at += 1
  }
  const take = (wanted: string) => {
    if (!text.startsWith(wanted, at)) throw new Wrong()
    at += wanted.length
  }
  const digitsFrom = () => {
    const start = at
    while ((text[at] ?? '') >= '0' && (text[at] ?? '') <= '9') at += 1
    if (at === start) throw new Wrong()
  }
  const string = (): string => {
    take('"')
    let value = ''
    for (;;) {
      const character = text[at++]
      if (character === undefined || character < ' ') throw new Wrong()
      if (character === '"') return value
      if (character !== '\\') value += character
      else {
        const letter = text[at++] ?? ''
        if (letter === 'u') {
          const code = text.slice(at, at + 4)
          if (!/^[0-9a-fA-F]{4}$/.test(code)) throw new Wrong()
          value += String.fromCharCode(Number.parseInt(code, 16))
          at += 4
        } else {
          const plain = Object.hasOwn(escapes, letter) ? escapes[letter] : undefined
          if (plain === undefined) throw new Wrong()
          value += plain
        }
      }
    }
  }
  const number = (): Json => {
    const start = at
    if (text[at] === '-') at += 1
    if (text[at] === '0') at += 1
    else digitsFrom()
    if (text[at] === '.') {
      at += 1
      digitsFrom()
    }
    if (text[at] === 'e' || text[at] === 'E') {
      at += 1
      if (text[at] === '+' || text[at] === '-') at += 1
      digitsFrom()
    }
    return { literal: text.slice(start, at) }
  }
  const members = (close: string, one: () => void) => {
    at += 1
    blank()
    if (text[at] === close) {
      at += 1
      return
    }
    for (;;) {
      one()
      blank()
      if (text[at] === close) break
      take(',')
    }
    at += 1
  }
  const value = (): Json => {
    blank()
    switch (text[at]) {
      case '{': {
        const map = new Map<string, Json>()
        members('}', () => {
          blank()
          const name = string()
          blank()
          take(':')
          map.set(name, value())
        })
        return map
      }
      case '[': {
        const list: Json[] = []
        members(']', () => list.push(value()))
        return list
      }
      case '"':
        return string()
      case 't':
        take('true')
        return true
      case 'f':
        take('false')
        return false
      case 'n':
        take('null')
        return null
      default:
        return number()
    }
  }
  try {
    const read = value()
    blank()
    return at === text.length ? read : undefined
  } catch (error) {
    if (error instanceof Wrong) return undefined
    throw error
  }
}
