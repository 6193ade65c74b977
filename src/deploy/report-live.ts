// For a person at a terminal: what is done stands above, in the order of its end; what goes on stands below it with
// its time, and is redrawn.

import type { StackEvent } from '@aws-sdk/client-cloudformation'
import { cut } from '../terminal/columns.ts'
import { printable } from '../terminal/printable.ts'
import type { Paint } from '../terminal/style.ts'
import { wrap } from '../terminal/wrap.ts'
import { isOfStack } from './stack-events.ts'

export type Screen = {
  readonly write: (text: string) => void
  readonly size: () => { readonly width: number; readonly height: number }
}

type Going = { readonly type: string; readonly word: string; readonly since: number }

const going: Readonly<Record<string, string>> = {
  CREATE: 'creating',
  UPDATE: 'updating',
  DELETE: 'deleting',
  IMPORT: 'importing',
  ROLLBACK: 'undoing',
  UPDATE_ROLLBACK: 'undoing',
}
const gone: Readonly<Record<string, string>> = {
  CREATE: 'created',
  UPDATE: 'updated',
  DELETE: 'deleted',
  IMPORT: 'imported',
}

/** Seconds, or minutes and seconds. */
export const elapsed = (ms: number): string => {
  const seconds = Math.max(0, ms) / 1000
  if (seconds < 10) return `${seconds.toFixed(1)} s`
  if (seconds < 60) return `${Math.floor(seconds)} s`
  return `${Math.floor(seconds / 60)} min ${String(Math.floor(seconds % 60)).padStart(2, '0')} s`
}

/** A table of the operation that runs. `rest` draws it for the last time. */
export const liveTable = (screen: Screen, paint: Paint, now: () => number) => {
  const open = new Map<string, Going>()
  let begun = now()
  let finished = 0
  let drawn = 0
  let timer: NodeJS.Timeout | undefined

  const row = (sign: string, word: string, id: string, type: string, ms: number): string => {
    const { width } = screen.size()
    // the time says more than the type
    const what = width < 72 ? '' : `${type.padEnd(26)} `
    return cut(`${sign} ${word.padEnd(9)} ${id.padEnd(24)} ${what}${elapsed(ms)}`, width - 1)
  }

  const below = (): readonly string[] => {
    const room = Math.max(1, screen.size().height - 3)
    const rows = [...open].map(([id, { type, word, since }]) => row('·', word, id, type, now() - since))
    const shown = rows.slice(0, room).map(each => paint('cyan', each))
    const hidden = rows.length > room ? `, ${rows.length - room} of them not shown` : ''
    const summary = `  ${finished} done, ${open.size} in progress${hidden}, ${elapsed(now() - begun)}`
    return [...shown, paint('dim', cut(summary, screen.size().width - 1))]
  }

  /** Takes what was redrawn away, and puts these lines there for good. */
  const draw = (above: readonly string[], live: readonly string[]): void => {
    const back = drawn > 0 ? `\x1b[${drawn}A\x1b[J` : ''
    const lines = above.map(line => wrap(line, screen.size().width))
    screen.write(back + [...lines, ...live].map(line => `${line}\n`).join(''))
    drawn = live.length
  }

  const above = (event: StackEvent): readonly string[] => {
    const { LogicalResourceId: id = '', ResourceType = '', ResourceStatus: status = '' } = event
    const type = ResourceType.replace(/^AWS::/, '')
    const reason = printable(event.ResourceStatusReason ?? '')
    const [, verb = '', stage = ''] = /^(.*)_(IN_PROGRESS|COMPLETE|FAILED|SKIPPED)$/.exec(status) ?? []
    if (isOfStack(event)) {
      if (reason === '' || reason === 'User Initiated') return []
      if (/ROLLBACK_IN_PROGRESS$/.test(status)) return [paint('red', `  undoing it: ${reason}`)]
      // the local stack names what has no effect there
      return status.endsWith('_COMPLETE') ? [paint('dim', reason)] : []
    }
    if (stage === 'IN_PROGRESS') {
      if (!open.has(id)) open.set(id, { type, word: going[verb] ?? verb.toLowerCase(), since: timeOf(event) })
      return []
    }
    const ms = timeOf(event) - (open.get(id)?.since ?? timeOf(event))
    open.delete(id)
    finished += 1
    if (stage === 'FAILED')
      return [paint(['bold', 'red'], row('✗', 'failed', id, type, ms)), paint('red', `    ${reason}`)]
    return [
      row(
        paint('green', '✓'),
        stage === 'SKIPPED' ? 'kept' : (gone[verb] ?? verb.toLowerCase()),
        id,
        type,
        ms,
      ),
    ]
  }

  const timeOf = (event: StackEvent): number => event.Timestamp?.getTime() ?? now()

  return {
    /** A line that stays. */
    note: (line: string): void => draw([line], drawn > 0 ? below() : []),
    event: (event: StackEvent): void => {
      if (!timer) {
        begun = timeOf(event)
        // a second is what the slowest number shows
        timer = setInterval(() => draw([], below()), 500)
        timer.unref()
      }
      draw(above(event), below())
    },
    rest: (): void => {
      clearInterval(timer)
      timer = undefined
      if (drawn > 0) draw([], below().slice(-1))
      drawn = 0
      open.clear()
      finished = 0
    },
  }
}
