// The end of what one invocation printed, as Invoke returns it when asked.

// https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html: "The last 4 KB of the execution log"
const tailBytes = 4096

/** Adds a line, and forgets now and then what can no longer be of the tail: a handler may print without end. */
export const keepTail = (lines: string[], line: string): void => {
  lines.push(line.slice(-tailBytes))
  if (lines.length > 64) lines.splice(0, lines.length, lastBytes(lines).toString().replace(/\n$/, ''))
}

/** The last 4096 bytes of the lines, each with its end; a character that the cut goes through is left out. */
export const lastBytes = (lines: readonly string[]): Buffer => {
  const all = Buffer.from(lines.map(line => `${line}\n`).join(''))
  let from = Math.max(0, all.length - tailBytes)
  // the later bytes of a character in UTF-8 are 10xxxxxx
  while (from > 0 && ((all[from] ?? 0) & 0xc0) === 0x80) from += 1
  return all.subarray(from)
}
