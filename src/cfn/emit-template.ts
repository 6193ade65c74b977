// A template as YAML text, as people expect to read it: short tags, no indented sequences, short lists on one line, one
// block literal for each text of several lines.
import { Document, isScalar, type Node, Scalar, YAMLMap, YAMLSeq } from 'yaml'
import { isMapping } from './check-template.ts'
import { shortTags } from './short-tags.ts'
import type { Template, Value } from './template.ts'

const tagOf = new Map([...shortTags].map(([short, long]) => [long, short]))

/** The text of a template, below a comment. The same template gives the same text; reading it gives it back. */
export const emitTemplate = (template: Template, comment: string): string => {
  const document = new Document(null, {
    // CloudFormation reads YAML 1.1: "on", "12:30" and dates need quotes there
    version: '1.1',
    // CloudFormation refuses aliases
    aliasDuplicateObjects: false,
  })
  document.contents = nodeOf(template as unknown as Value) as typeof document.contents
  document.commentBefore = comment.replace(/^/gm, ' ')
  return document.toString({
    lineWidth: 0,
    indentSeq: false,
    singleQuote: true,
    flowCollectionPadding: false,
    // an escaped line break, where folding would lose blanks
    doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER,
  })
}

const nodeOf = (value: Value): Node => {
  if (Array.isArray(value)) return sequence(value)
  if (!isMapping(value)) return scalar(value as string | number | boolean | null)
  const entries = Object.entries(value)
  const [only] = entries
  return (only && entries.length === 1 && tagged(...only)) || mapping(entries)
}

// Other texts of several lines would not come back as they went: leading or trailing blanks, tabs.
const block = /^[!-~][\n -~]*[!-~]\n?$/

const scalar = (value: string | number | boolean | null): Scalar => {
  const node = new Scalar(value)
  if (typeof value === 'string' && value.includes('\n'))
    node.type = block.test(value) ? Scalar.BLOCK_LITERAL : Scalar.QUOTE_DOUBLE
  return node
}

const sequence = (values: readonly Value[]): YAMLSeq => {
  const node = new YAMLSeq<Node>()
  node.items = values.map(nodeOf)
  node.flow = node.items.every(isWord) && lengthOf(node.items) <= longestLine
  return node
}

/** Characters of a list on one line; it also saves a template's size, since each item's indentation counts. */
const longestLine = 160
const lengthOf = (items: readonly Node[]): number =>
  items.reduce((sum, item) => sum + (isScalar(item) ? `${item.tag ?? ''} ${item.value}, `.length : 0), 0)

const mapping = (entries: readonly (readonly [string, Value])[]): YAMLMap => {
  const node = new YAMLMap<Node, Node>()
  for (const [name, value] of entries) node.set(scalar(name), nodeOf(value))
  return node
}

const tagged = (name: string, value: Value): Node | undefined => {
  const tag = tagOf.get(name)
  // below a tag a scalar is always read as text, and a statement of IAM has a Condition of its own
  const fits =
    typeof value === 'string' || (typeof value === 'object' && value !== null && name !== 'Condition')
  if (!tag || !fits) return undefined
  const node = nodeOf(name === 'Fn::GetAtt' ? joinGetAtt(value) : value)
  // two tags cannot stand on one value: !Base64 !Sub text
  if (node.tag) return undefined
  node.tag = tag
  if (node instanceof YAMLSeq) node.flow = node.items.every(isShort)
  return node
}

/** `Name.Attribute`, where reading that gives the same two again. */
const joinGetAtt = (value: Value): Value => {
  if (!Array.isArray(value) || value.length !== 2) return value
  const [name, attribute] = value
  const joins = typeof name === 'string' && !name.includes('.') && typeof attribute === 'string'
  return joins ? `${name}.${attribute}` : value
}

const isWord = (node: unknown): boolean => isScalar(node) && node.type !== Scalar.BLOCK_LITERAL

const isShort = (node: unknown): boolean => isWord(node) || (node instanceof YAMLSeq && node.flow === true)
