import { mostBytes, type Outbound, type Portion } from './outbound.ts'

/** The most entries of a batch. https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html */
const mostEntries = 10

/** A portion in batches that SNS takes: of at most 10 events, and 262,144 bytes together. */
export const toBatches = (events: Portion): readonly Portion[] => {
  const batches: Outbound[][] = []
  let bytes = 0
  for (const event of events) {
    const size = Buffer.byteLength(event.text)
    const batch = batches.at(-1)
    if (batch && batch.length < mostEntries && bytes + size <= mostBytes) {
      batch.push(event)
      bytes += size
    } else {
      batches.push([event])
      bytes = size
    }
  }
  return batches
}
