import { open } from 'node:fs/promises'
import { addAbortSignal, type Readable } from 'node:stream'
import { errors } from '../errors.ts'

/** Events to be read: the name for a person, the bytes, and how far they are read, if their end is known. */
export type EventFile = {
  readonly name: string
  readonly chunks: AsyncIterable<Uint8Array>
  /** From 0 to 1; undefined for a pipe. */
  readonly progress: () => number | undefined
}

/**
 * Opens a file of events; `-` is standard input. Reading ends with an error when the signal aborts. Throws a
 * PersonError when the file cannot be read.
 */
export const openEvents = async (
  path: string,
  stdin: () => Readable,
  stopping: AbortSignal,
): Promise<EventFile> => {
  if (path === '-')
    return {
      name: 'standard input',
      chunks: addAbortSignal(stopping, stdin()),
      progress: () => undefined,
    }
  const file = await open(path).catch((error: Error) => {
    // ENOENT: no such file or directory, open 'events.ndjson'
    throw errors.unreadable(path, error.message.replace(/^[A-Z]+: |, open .*$/g, ''))
  })
  const stat = await file.stat()
  if (stat.isDirectory()) {
    await file.close()
    throw errors.unreadable(path, 'it is a folder')
  }
  const stream = addAbortSignal(stopping, file.createReadStream())
  return {
    name: path,
    chunks: stream,
    progress: () => (stat.isFile() && stat.size > 0 ? stream.bytesRead / stat.size : undefined),
  }
}
