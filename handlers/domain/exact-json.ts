// JSON whose numbers keep every digit. JSON.parse makes doubles, which merges two nanosecond timestamps, and
// the reviver that shows a number's source text exists from Node 21 on only.

// In valid JSON, each match is one whole string or one whole number.
const tokens = /"(?:[^"\\]+|\\.)*"|-?\d[\d.eE+-]*/g

/** A JSON value in which a string is `s` and its text, and a number is `n` and its literal as written. */
export type Exact = null | boolean | string | Exact[] | { [key: `s${string}`]: Exact }

/**
 * The value of a JSON text, with numbers as written. Keys are strings too, so they begin with `s`; a key given
 * twice has its last value, as in JSON.parse.
 * @throws SyntaxError if the text is not JSON
 */
export const parseExact = (text: string): Exact => {
  // First as it is: tagging would make a wrong number such as 01 right.
  JSON.parse(text)
  return JSON.parse(text.replace(tokens, token => (token[0] === '"' ? `"s${token.slice(1)}` : `"n${token}"`)))
}
