// Whether guac still answers. One place asks, one line at the top tells, and all views go on by themselves.

import { signal } from '@preact/signals'

const token = document.querySelector<HTMLMetaElement>('meta[name=guac-token]')?.content ?? ''

/** What a request that changes something must carry. */
export const tokenHeaders = { 'x-guac-token': token }

type Connection = { readonly kind: 'there' } | { readonly kind: 'lost'; readonly why: string }

const there: Connection = { kind: 'there' }
const connection = signal<Connection>(there)

/** Grows each time that guac answers again: what was asked before is asked anew. */
export const recoveries = signal(0)

const askEveryMs = 2000
let asking = false

/** Finds out whether guac answers, and tells; asks on until it does. */
export const checkConnection = (): void => {
  if (!asking) void askUntilThere()
}

const askUntilThere = async (): Promise<void> => {
  asking = true
  for (;;) {
    const now = await look()
    if (now.kind === 'there') break
    connection.value = now
    await new Promise(resolve => setTimeout(resolve, askEveryMs))
  }
  if (connection.value.kind === 'lost') {
    connection.value = there
    recoveries.value += 1
  }
  asking = false
}

const look = async (): Promise<Connection> => {
  try {
    // the page itself: no question to AWS
    const response = await fetch('/')
    if (!response.ok) return { kind: 'lost', why: (await response.json()).error }
    // another guac: its page may differ, and this page's token holds no more
    if (!(await response.text()).includes(token)) location.reload()
    return there
  } catch {
    return {
      kind: 'lost',
      why: 'guac no longer answers: what is shown is what was last known. Start guac again if it has ended; this page then goes on by itself.',
    }
  }
}

/** Tells when guac does not answer. The place for it is always there, so that a screen reader hears the change. */
export const ConnectionLost = () => (
  <div role="status">
    {connection.value.kind === 'lost' && <p class="notice bad">{connection.value.why}</p>}
  </div>
)
