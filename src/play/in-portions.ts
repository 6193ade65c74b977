import type { Outbound, Portion } from '../send/outbound.ts'

const size = 100

/** Events as texts to be published, a hundred at a time. `before` is called before each, and sets the pace. */
export async function* inPortions<Event>(
  events: Iterable<Event>,
  textOf: (event: Event) => string,
  before: (event: Event) => Promise<void>,
): AsyncGenerator<Portion> {
  let portion: Outbound[] = []
  let line = 0
  for (const event of events) {
    await before(event)
    line += 1
    portion.push({ text: textOf(event), line })
    if (portion.length < size) continue
    yield portion
    portion = []
  }
  yield portion
}
