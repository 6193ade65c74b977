// What a process prints, line by line, however it is chopped up on its way.

import type { Readable } from 'node:stream'

// CloudWatch Logs takes so much as one event; a handler that never ends its line must not fill our memory
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
const longest = 256 * 1024

/** Tells each line of a stream, without its end. A line longer than 256 KiB comes in pieces. */
export const eachLine = (output: Readable, tell: (line: string) => void): void => {
  let rest = ''
  output.setEncoding('utf8')
  output.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) tell(line.replace(/\r$/, ''))
    if (rest.length < longest) return
    tell(rest)
    rest = ''
  })
  output.on('end', () => {
    if (rest) tell(rest)
  })
  // the process is gone, and with it what it would have said
  output.on('error', () => {})
}
