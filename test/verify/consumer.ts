// A subscriber that keeps the README's rule: for each module and timestamp, the event with the greatest computed_at.

/** What a consumer holds for a report, by the rule of the README. */
export type Held = {
  readonly text: string
  readonly quality: string
  readonly received: number
  readonly attempts: number
  readonly successRate: number
  readonly lowerBound: number
}

/** Takes notifications as a queue holds them. */
export const makeConsumer = () => {
  const newest = new Map<string, Held & { readonly computedAt: number }>()
  return {
    take: (bodies: readonly string[]): void => {
      for (const body of bodies) {
        const { Message: text, MessageAttributes: given } = JSON.parse(body)
        const computedAt = Number(given.computed_at.Value)
        const key = `${given.moduleid.Value} ${/"timestamp":(\d+)/.exec(text)?.[1]}`
        if (computedAt < (newest.get(key)?.computedAt ?? 0)) continue
        newest.set(key, {
          text,
          quality: given.quality.Value,
          received: Number(given.received.Value),
          attempts: Number(given.attempts.Value),
          successRate: Number(given.success_rate.Value),
          lowerBound: Number(given.lower_bound.Value),
          computedAt,
        })
      }
    },
    /** The event that is held for a module and a timestamp. */
    text: (key: string): string | undefined => newest.get(key)?.text,
    /** Everything, by module and timestamp. */
    held: (): Readonly<Record<string, Held>> =>
      Object.fromEntries([...newest].sort().map(([key, { computedAt: _, ...rest }]) => [key, rest])),
  }
}
