// A world for a command that runs within a test: what it prints is kept, and what it asks is answered in turn.

import { Readable } from 'node:stream'
import type { Io } from '../../src/io.ts'

export const fakeIo = (home: string, given: Partial<Io> = {}, answers: string[] = []) => {
  const printed: string[] = []
  const told: string[] = []
  const asked: string[] = []
  const stop = new AbortController()
  const io: Io = {
    env: {},
    cwd: home,
    home,
    now: Date.now,
    print: line => printed.push(line),
    tell: line => told.push(line),
    colour: false,
    width: 80,
    ask: async question => {
      asked.push(question)
      return answers.shift()
    },
    status: () => {},
    stdin: () => Readable.from([]),
    stopping: stop.signal,
    ...given,
  }
  return { io, printed, told, asked, stop }
}
