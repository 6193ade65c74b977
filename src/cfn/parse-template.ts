// Reads the text of a template, YAML or JSON, as CloudFormation does: YAML 1.1 without aliases, merges and
// the binary, omap, pairs, set and timestamp tags.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html
import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type Scalar } from 'yaml'
import { checkTemplate, isMapping } from './check-template.ts'
import { shortTags, splitGetAtt } from './short-tags.ts'
import { type Template, TemplateError, type Value } from './template.ts'

const notRead = /:(binary|omap|pairs|set|timestamp|merge)$/
const core = 'tag:yaml.org,2002:'
// No template of a person is nested this deep; a text made to exhaust the stack is.
const deepest = 100
const tooDeep = `Nested deeper than ${deepest} levels.`

/**
 * The template as plain values, short tags in their long form: !GetAtt A.Arn is { 'Fn::GetAtt': ['A', 'Arn'] }.
 * Throws a TemplateError, with line and column where there is one.
 */
export const parseTemplate = (text: string): Template => checkTemplate(parseJson(text) ?? parseYaml(text))

// A JSON text that JSON.parse refuses is read as YAML, of which it is nearly a part: that error has a place.
const parseJson = (text: string): Value | undefined => {
  if (!/^\s*\{/.test(text)) return undefined
  let value: Value
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  return fromJson(value, 0)
}

const fromJson = (value: Value, depth: number): Value => {
  if (depth > deepest) throw new TemplateError(tooDeep)
  if (Array.isArray(value)) return value.map(item => fromJson(item, depth + 1))
  if (!isMapping(value)) return value
  const entries = Object.entries(value).map(([name, item]) => [name, fromJson(item, depth + 1)] as const)
  const [first] = entries
  return entries.length === 1 && first?.[0] === 'Fn::GetAtt'
    ? longForm(...first)
    : Object.fromEntries(entries)
}

const parseYaml = (text: string): Value => {
  const lines = new LineCounter()
  const place = (offset: number | undefined) => {
    const at = lines.linePos(offset ?? 0)
    // an empty text has no line at all
    return { line: Math.max(at.line, 1), col: Math.max(at.col, 1) }
  }
  const wrong = (node: Node | null, message: string) => new TemplateError(message, place(node?.range?.[0]))

  const keyOf = (key: unknown): string => {
    if (isScalar(key) && !key.tag?.startsWith('!')) return textOf(key)
    throw wrong(key as Node | null, 'A name must be plain text.')
  }

  const read = (node: Node | null, depth: number): Value => {
    if (node === null) return null
    if (depth > deepest) throw wrong(node, tooDeep)
    if (isAlias(node)) throw wrong(node, 'CloudFormation reads no YAML aliases: write the value out.')
    const tag = node.tag
    if (tag === undefined || (tag.startsWith(core) && !notRead.test(tag))) return bare(node, depth)
    const long = shortTags.get(tag)
    if (!long) throw wrong(node, `${tag.replace(core, '!!')} is no tag of CloudFormation.`)
    // A scalar below a tag is text, whatever it looks like: !Ref 12 names "12".
    return longForm(long, isScalar(node) ? textOf(node) : bare(node, depth))
  }

  const bare = (node: Node, depth: number): Value => {
    if (isScalar(node)) return plain(node)
    if (isSeq<Node | null>(node)) return node.items.map(item => read(item, depth + 1))
    if (!isMap<Node, Node | null>(node)) throw wrong(node, 'This is no value of a template.')
    const entries = node.items.map(({ key, value }) => [keyOf(key), read(value, depth + 1)] as const)
    const [first] = entries
    if (entries.length === 1 && first?.[0] === 'Fn::GetAtt') return longForm(...first)
    return Object.fromEntries(entries)
  }

  try {
    const document = parseDocument<Node>(text, {
      version: '1.1',
      lineCounter: lines,
      prettyErrors: false,
      customTags: tags => tags.filter(tag => typeof tag !== 'string' && !notRead.test(tag.tag)),
    })
    const [error] = document.errors
    if (error) throw new TemplateError(sentence(error.message), place(error.pos[0]))
    if (document.contents === null) throw new TemplateError('The template is empty.')
    return read(document.contents, 0)
  } catch (error) {
    if (error instanceof RangeError) throw new TemplateError('The template is nested too deeply.')
    throw error
  }
}

const longForm = (name: string, value: Value): Value => ({
  [name]: name === 'Fn::GetAtt' ? splitGetAtt(value) : value,
})

const textOf = (node: Scalar): string => node.source ?? String(node.value ?? '')

const plain = ({ value, source = '' }: Scalar): Value => {
  if (typeof value === 'string' || value === null) return value
  // YAML 1.1 takes a lone letter for a boolean too, but "AttributeType: N" is what everybody writes.
  if (typeof value === 'boolean') return source.length === 1 ? source : value
  return typeof value === 'number' && Number.isFinite(value) ? value : source
}

const sentence = (text: string): string => (text.endsWith('.') ? text : `${text}.`)
