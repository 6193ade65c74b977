// Events on their way out. They come in portions: whatever can be had at once, so that a live pipe is not held
// back to fill a batch, and a file of millions never stands in memory.

/** An event to be published: its text, and its line in the file, or its place in the series, from 1 on. */
export type Outbound = { readonly text: string; readonly line: number }

/** An event that was not published, and why. */
export type Rejected = Outbound & { readonly reason: string }

export type Portion = readonly Outbound[]

/** The most that SNS takes as one message, and as all messages of a batch together, in bytes of UTF-8.
 * https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html */
export const mostBytes = 262_144
