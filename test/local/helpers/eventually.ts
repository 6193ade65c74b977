const patienceMs = 15_000

/** Waits until a question is answered with anything but undefined or false; fails loudly when it never is. */
export const eventually = async <T>(
  ask: () => Promise<T | undefined | false> | T | undefined | false,
): Promise<T> => {
  const end = Date.now() + patienceMs
  for (;;) {
    const answer = await ask()
    if (answer !== undefined && answer !== false) return answer
    if (Date.now() > end) throw new Error(`not within ${patienceMs} ms: ${ask}`)
    await new Promise(resolve => setTimeout(resolve, 10))
  }
}
