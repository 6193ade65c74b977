// What others wrote may hold sequences that a terminal obeys: it is shown, not sent.

const shown: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** A text on one line, with control characters and lone surrogates as escapes that a person can read. */
export const printable = (text: string): string =>
  text.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
    /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
    found => shown[found] ?? `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
