// The name of a module is a partition key in DynamoDB (at most 2,048 bytes) and goes out in an SNS message and
// its attributes, so whatever these refuse is refused at the door.

/**
 * Control characters, lone surrogates, and the two code points that XML 1.0 excludes besides: SNS and SQS take
 * only https://www.w3.org/TR/REC-xml/#charsets (of the control characters they would take some).
 */
export const unsendable = /[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu

/** What is wrong with a module's name, to be read after the field's own name, or undefined if nothing is. */
export const wrongName = (name: string): string | undefined => {
  if (name === '') return 'is empty'
  if (name.search(unsendable) >= 0)
    return 'has a control character, a lone surrogate, U+FFFE or U+FFFF, which SNS or SQS would refuse'
  const bytes = new TextEncoder().encode(name).length
  return bytes > 2048 ? `has ${bytes} bytes of UTF-8; the most is 2048` : undefined
}
