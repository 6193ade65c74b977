// What a Publish or PublishBatch carries, checked as SNS checks it and fauxqs does not: it passes over entries
// that it does not understand, in silence.
// https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html

import { AwsError, unsupported } from '../protocol/aws-error.ts'
import { list, type Param, type Params, text } from '../protocol/query.ts'

// https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html
const binary = /^Binary(\.|$)/

// up to 1 MiB with the topic's MaximumMessageSize, which is refused here by name; without it 256 KiB
// https://docs.aws.amazon.com/sns/latest/dg/large-message-payloads.html
const messageLimit = 262_144

/** The messages, one for Publish. Throws the error that SNS answers. */
export const publishedEntries = (action: string, params: Params): readonly Params[] => {
  const entries = action === 'Publish' ? [params] : batchEntries(params)
  for (const entry of entries) checkEntry(entry)
  return entries
}

const isParams = (value: Param): value is Params => typeof value === 'object' && !Array.isArray(value)

const records = (params: Params, name: string): readonly Params[] => {
  const items = list(params, name)
  if (items.every(isParams)) return items
  throw invalid(`Invalid parameter: ${name}`)
}

const batchEntries = (params: Params): readonly Params[] => {
  const entries = records(params, 'PublishBatchRequestEntries')
  if (entries.length === 0)
    throw refused('EmptyBatchRequest', "The batch request doesn't contain any entries.")
  if (entries.length > 10)
    throw refused('TooManyEntriesInBatchRequest', 'The batch request contains more than 10 entries.')
  const ids = entries.map(entry => text(entry, 'Id') ?? '')
  if (!ids.every(id => /^[\w-]{1,80}$/.test(id)))
    throw refused('InvalidBatchEntryId', 'An Id is 1 to 80 letters, digits, hyphens and underscores.')
  if (new Set(ids).size < ids.length)
    throw refused('BatchEntryIdsNotDistinct', 'Two or more batch entries have the same Id.')
  const bytes = entries.reduce((sum, entry) => sum + sizeOf(entry), 0)
  if (bytes > messageLimit)
    throw refused(
      'BatchRequestTooLong',
      `The length of all the messages put together is more than the limit: ${bytes} bytes of ${messageLimit}.`,
    )
  return entries
}

/** In bytes: "the combined size of the message body and message attributes". */
const sizeOf = (entry: Params): number =>
  records(entry, 'MessageAttributes').reduce(
    (sum, { Name = '', Value = {} }) => {
      const texts = [Name, ...(isParams(Value) ? Object.values(Value) : [])]
      return (
        sum +
        texts.reduce((length, part) => length + Buffer.byteLength(typeof part === 'string' ? part : ''), 0)
      )
    },
    Buffer.byteLength(text(entry, 'Message') ?? ''),
  )

const checkEntry = (entry: Params): void => {
  // the words: https://github.com/wellcomecollection/platform/issues/1776
  if (sizeOf(entry) > messageLimit) throw invalid('Invalid parameter: Message too long')
  if (!text(entry, 'Message')) throw invalid('Invalid parameter: Empty message')
  if (text(entry, 'MessageStructure')) throw unsupported('the MessageStructure of an SNS message')
  for (const attribute of records(entry, 'MessageAttributes')) {
    const name = text(attribute, 'Name')
    const value = attribute.Value
    if (!name || value === undefined || !isParams(value))
      throw invalid('Invalid parameter: a message attribute has a Name and a Value')
    const type = text(value, 'DataType')
    if (!type) throw invalid(`Invalid parameter: The message attribute '${name}' must contain a type.`)
    if (!text(value, binary.test(type) ? 'BinaryValue' : 'StringValue'))
      throw invalid(
        `Invalid parameter: The message attribute '${name}' must contain a non-empty value of its type.`,
      )
  }
}

const refused = (code: string, message: string): AwsError => new AwsError(code, message)
const invalid = (message: string): AwsError => new AwsError('InvalidParameter', message)
