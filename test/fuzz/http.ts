// Raw bytes to an endpoint, and what comes back: a connection of its own for each request.

import { connect } from 'node:net'

export type Reply = {
  readonly status: number
  readonly headers: ReadonlyMap<string, string>
  readonly body: string
  /** Whether the body has the length that the head tells. */
  readonly whole: boolean
}

/** Whether a server would wait for more: no end of the head, or less of a body than the head tells. */
export const isCut = (bytes: Buffer): boolean => {
  const text = bytes.toString('latin1').replace(/^[\r\n]+/, '')
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return true
  const head = text.slice(0, end)
  if (/^transfer-encoding:/im.test(head)) return !text.endsWith('0\r\n\r\n')
  return text.length - end - 4 < Number(/^content-length:\s*(\d+)/im.exec(head)?.[1] ?? 0)
}

const replyIn = (bytes: Buffer, toHead: boolean): Reply | undefined => {
  const text = bytes.toString('latin1')
  const end = text.indexOf('\r\n\r\n')
  const status = /^HTTP\/1\.1 (\d{3}) /.exec(text)?.[1]
  if (end < 0 || !status) return undefined
  const lines = text.slice(0, end).split('\r\n').slice(1)
  const headers = new Map(
    lines.map(line => [
      line.slice(0, line.indexOf(':')).toLowerCase(),
      line.slice(line.indexOf(':') + 1).trim(),
    ]),
  )
  // an interim answer is not the answer
  if (status === '100') return replyIn(bytes.subarray(end + 4), toHead)
  const length = toHead ? 0 : Number(headers.get('content-length') ?? 0)
  const body = bytes.subarray(end + 4, end + 4 + length)
  return { status: Number(status), headers, body: String(body), whole: body.length === length }
}

/**
 * The first answer to some bytes; undefined if the other side hung up without one. Throws when nothing at all
 * happens within `patience` ms.
 */
export const exchange = (port: number, bytes: Buffer, patience = 30_000): Promise<Reply | undefined> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    // what is answered without a body
    const toHead = bytes.subarray(0, 5).toString() === 'HEAD '
    const socket = connect(port, '127.0.0.1')
    const timer = setTimeout(() => {
      socket.destroy()
      reject(new Error(`no answer and no end within ${patience} ms`))
    }, patience)
    const finish = () => {
      clearTimeout(timer)
      socket.destroy()
      resolve(replyIn(Buffer.concat(chunks), toHead))
    }
    // half of a request never ends by itself
    const hangUp = isCut(bytes) ? undefined : setTimeout(() => socket.end(), 5000)
    socket.on('connect', () => {
      socket.write(bytes)
      if (!hangUp) socket.end()
    })
    socket.on('data', chunk => {
      chunks.push(chunk)
      const reply = replyIn(Buffer.concat(chunks), toHead)
      if (!reply?.whole) return
      clearTimeout(hangUp)
      finish()
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      clearTimeout(hangUp)
      finish()
    })
  })
