import type { Outbound, Portion } from '../send/outbound.ts'

const size = 100
/** ms. What is due within this goes together. */
const moment = 20

export type Pace = {
  /** How many ms are left until something is due. */
  readonly left: (share: number) => number
  readonly wait: (ms: number) => Promise<void>
}

type Timed = { readonly text: string; readonly share: number }

/** Events as texts to be published, a hundred at a time, each in its time: fewer where the next is not due yet. */
export async function* inPortions(events: Iterable<Timed>, { left, wait }: Pace): AsyncGenerator<Portion> {
  let portion: Outbound[] = []
  let line = 0
  for (const { text, share } of events) {
    if (portion.length === size || (portion.length > 0 && left(share) > moment)) {
      yield portion
      portion = []
    }
    const ms = left(share)
    if (ms > 0) await wait(ms)
    line += 1
    portion.push({ text, line })
  }
  yield portion
}
