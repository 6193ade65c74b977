// The page's way to its server.

import { type ReadonlySignal, signal } from '@preact/signals'
import { useEffect, useState } from 'preact/hooks'
import type { Failure } from '../wire.ts'

const token = document.querySelector<HTMLMetaElement>('meta[name=guac-token]')?.content ?? ''

/** What is known of an answer: nothing yet, what it holds, or why there is none. */
export type Known<Value> =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'here'; readonly value: Value }
  | { readonly kind: 'failed'; readonly why: string }

const gone = 'guac no longer answers. Has it ended? Start it again, and open the address that it prints.'

/** Asks for JSON. Throws an Error whose message is for a person. */
const request = async <Value>(method: string, path: string, body?: unknown): Promise<Value> => {
  const response = await fetch(path, {
    method,
    headers: method === 'GET' ? {} : { 'content-type': 'application/json', 'x-guac-token': token },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch(() => {
    throw new Error(gone)
  })
  const answer = (await response.json()) as Value | Failure
  if (!response.ok) throw new Error((answer as Failure).error)
  return answer as Value
}

export const get = <Value>(path: string): Promise<Value> => request('GET', path)
export const post = <Value>(path: string, body: unknown): Promise<Value> => request('POST', path, body)

/** What a path answers, asked anew when it changes or `again` does; what was known stays until then. */
export const useAnswer = <Value>(path: string, again: unknown = 0): Known<Value> => {
  const [known, setKnown] = useState<Known<Value> & { readonly path?: string }>({ kind: 'waiting' })
  useEffect(() => {
    let over = false
    get<Value>(path).then(
      value => over || setKnown({ kind: 'here', value, path }),
      error => over || setKnown({ kind: 'failed', why: error.message, path }),
    )
    return () => {
      over = true
    }
  }, [path, again])
  return known.path === path ? known : { kind: 'waiting' }
}

/** Follows server-sent events from now on; returns what ends it. */
export const follow = <Item>(
  path: string,
  on: (item: Item) => void,
  failed: (why: string) => void,
): (() => void) => {
  const events = new EventSource(path)
  events.onmessage = ({ data }) => on(JSON.parse(data))
  // the server tells why, and then ends the stream, which a browser would only ask for again
  events.addEventListener('failure', event => {
    failed(JSON.parse((event as MessageEvent<string>).data).error)
    events.close()
  })
  // a browser asks again by itself, until the server refuses it
  events.onerror = () => failed(gone)
  return () => events.close()
}

/** The last event of a feed, while a component is there. */
export const useLast = <Item>(path: string): ReadonlySignal<Known<Item>> => {
  const [known] = useState(() => signal<Known<Item>>({ kind: 'waiting' }))
  useEffect(
    () =>
      follow<Item>(
        path,
        value => {
          known.value = { kind: 'here', value }
        },
        why => {
          known.value = { kind: 'failed', why }
        },
      ),
    [path, known],
  )
  return known
}
