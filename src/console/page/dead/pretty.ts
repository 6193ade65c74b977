// JSON over several lines, with every digit as it was: JSON.parse and JSON.stringify would round a uint64.

// In valid JSON, each match is a whole string, a sign, or a whole number or word.
const tokens = /"(?:[^"\\]+|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g

/** A JSON text, indented; the text as it is where it is no JSON. */
export const pretty = (text: string): string => {
  try {
    JSON.parse(text)
  } catch {
    return text
  }
  let depth = 0
  let out = ''
  let before = ''
  for (const [token] of text.matchAll(tokens)) {
    const closes = token === '}' || token === ']'
    if (closes) depth -= 1
    const empty = closes && (before === '{' || before === '[')
    const breaks = before === '{' || before === '[' || before === ',' || closes
    if (before !== '' && breaks && !empty) out += `\n${'  '.repeat(depth)}`
    else if (before === ':') out += ' '
    if (token === '{' || token === '[') depth += 1
    out += token
    before = token
  }
  return out
}

/** How long ago, in the greatest unit that fits. */
export const ageOf = (ms: number): string => {
  const minutes = Math.max(0, Math.floor(ms / 60_000))
  if (minutes < 1) return 'less than a minute'
  if (minutes < 120) return `${minutes} min`
  return minutes < 2880 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 1440)} days`
}
