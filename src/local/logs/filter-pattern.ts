// Filter patterns of plain terms: which messages one lets through. Pure.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html

import { unsupported } from '../protocol/aws-error.ts'

/** `a "b c" -d`: with a and b c, without d. `?a ?b`: with one of them. Throws `unsupported` for the patterns that
 * look into JSON and columns, and for regular expressions. */
export const parseFilter = (pattern: string): ((message: string) => boolean) => {
  const text = pattern.trim()
  if (/^[{[]/.test(text) || /^-?\??%/.test(text)) throw unsupported(`the filter pattern ${text}`)
  const terms = [...text.matchAll(/([-?]?)(?:"((?:[^"\\]|\\.)*)"|(\S+))/g)].map(
    ([, sign, quoted, plain]) => ({
      sign,
      term: quoted === undefined ? (plain ?? '') : quoted.replace(/\\(.)/g, '$1'),
    }),
  )
  const of = (wanted: string) => terms.filter(({ sign }) => sign === wanted).map(({ term }) => term)
  const [needed, excluded, optional] = [of(''), of('-'), of('?')]
  // "If you combine ? with other filter patterns, the question mark gets ignored"
  const any = needed.length + excluded.length === 0 ? optional : []
  return message =>
    needed.every(term => message.includes(term)) &&
    !excluded.some(term => message.includes(term)) &&
    (any.length === 0 || any.some(term => message.includes(term)))
}
