// Filter patterns of plain terms: which messages one lets through. Pure.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
// A term may be a part of a word: ?error matches "0 invoke errors", as people find on AWS
// (https://github.com/dougmoscrop/serverless-plugin-log-subscription/issues/15).

import { unsupported } from '../protocol/aws-error.ts'
import { invalid } from './input.ts'

/** `a "b c" -d`: with a and b c, without d. `?a ?b`: with one of them. Throws `unsupported` for the patterns that
 * look into JSON and columns, and for regular expressions, and InvalidParameterException for terms that must be quoted. */
export const parseFilter = (pattern: string): ((message: string) => boolean) => {
  const text = pattern.trim()
  if (/^[{[]/.test(text) || /^-?\??%/.test(text)) throw unsupported(`the filter pattern ${text}`)
  const terms = [...text.matchAll(/([-?]?)(?:"((?:[^"\\]|\\.)*)"|(\S+))/g)].map(
    ([, sign, quoted, plain]) => ({
      sign,
      term: quoted === undefined ? (plain ?? '') : quoted.replace(/\\(.)/g, '$1'),
    }),
  )
  // "Enclose exact phrases and terms that include non-alphanumeric characters in double quotation marks"
  const bare = text
    .replace(/[-?]?"(?:[^"\\]|\\.)*"/g, ' ')
    .split(/\s+/)
    .filter(Boolean)
    .find(term => !/^[-?]?[\p{L}\p{N}_]+$/u.test(term))
  if (bare) throw invalid(`Invalid filter pattern: put ${bare} in double quotation marks.`)
  const of = (wanted: string) => terms.filter(({ sign }) => sign === wanted).map(({ term }) => term)
  const [needed, excluded, optional] = [of(''), of('-'), of('?')]
  // "If you combine ? with other filter patterns, the question mark gets ignored"
  const any = needed.length + excluded.length === 0 ? optional : []
  return message =>
    needed.every(term => message.includes(term)) &&
    !excluded.some(term => message.includes(term)) &&
    (any.length === 0 || any.some(term => message.includes(term)))
}
