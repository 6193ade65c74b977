// The query protocol's XML. https://smithy.io/2.0/aws/protocols/aws-query-protocol.html

export type Xml = string | number | boolean | undefined | readonly Xml[] | { readonly [tag: string]: Xml }

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

/** Text with XML's own characters as entities; what XML 1.0 cannot hold becomes U+FFFD. */
export const escapeXml = (text: string): string =>
  text
    .replace(/[&<>"']/g, found => entities[found] ?? found)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML 1.0 section 2.2 leaves out
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')

/** A value as XML elements: a list is one `member` each, undefined is left out. */
export const toXml = (value: Xml): string => {
  if (value === undefined) return ''
  if (Array.isArray(value)) return value.map(item => `<member>${toXml(item)}</member>`).join('')
  if (typeof value === 'object')
    return Object.entries(value)
      .map(([tag, child]) => (child === undefined ? '' : `<${tag}>${toXml(child)}</${tag}>`))
      .join('')
  return escapeXml(String(value))
}

/** The whole answer of an action. */
export const xmlResult = (action: string, namespace: string, result: Xml, requestId: string): string =>
  `<${action}Response xmlns="${namespace}"><${action}Result>${toXml(result)}</${action}Result>` +
  `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${action}Response>`

/** The whole answer of a failed call. */
export const xmlError = (code: string, message: string, status: number, requestId: string): string =>
  `<ErrorResponse><Error><Type>${status < 500 ? 'Sender' : 'Receiver'}</Type>` +
  `<Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message></Error>` +
  `<RequestId>${requestId}</RequestId></ErrorResponse>`

const characters = new Map(Object.entries(entities).map(([character, entity]) => [entity, character]))

/** The text of the first element of that name, or undefined. For answers of services that we call ourselves. */
export const textOf = (xml: string, tag: string): string | undefined =>
  new RegExp(`<${tag}>([^<]*)</${tag}>`)
    .exec(xml)?.[1]
    ?.replace(/&[a-z]+;/g, entity => characters.get(entity) ?? entity)
