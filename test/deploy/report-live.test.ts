import type { ResourceStatus, StackEvent } from '@aws-sdk/client-cloudformation'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { elapsed, liveTable } from '../../src/deploy/report-live.ts'

const test = suite('the live table of a deployment')

/** As much of a terminal as the table uses: lines, up so many, and erase from there on. */
const terminal = (height = 24) => {
  let lines: string[] = []
  return {
    lines: () => lines,
    write: (text: string) => {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: this is what a terminal obeys
      const [, up = '', rest = ''] = /^(?:\u001b\[(\d+)A\u001b\[J)?([\s\S]*)$/.exec(text) ?? []
      if (up !== '') lines = lines.slice(0, lines.length - Number(up))
      lines.push(...rest.split('\n').slice(0, -1))
    },
    size: () => ({ width: 80, height }),
  }
}

const at = (
  seconds: number,
  LogicalResourceId: string,
  ResourceStatus: ResourceStatus,
  reason?: string,
): StackEvent => ({
  StackId: 'stack-id',
  EventId: `${LogicalResourceId}${ResourceStatus}`,
  StackName: 's',
  PhysicalResourceId: LogicalResourceId === 's' ? 'stack-id' : LogicalResourceId,
  LogicalResourceId,
  ResourceType: LogicalResourceId === 's' ? 'AWS::CloudFormation::Stack' : 'AWS::SQS::Queue',
  ResourceStatus,
  ResourceStatusReason: reason,
  Timestamp: new Date(seconds * 1000),
})

const shown = (events: readonly StackEvent[], now: number, height?: number) => {
  const screen = terminal(height)
  const table = liveTable(
    screen,
    (_, text) => text,
    () => now * 1000,
  )
  for (const event of events) table.event(event)
  const during = screen.lines()
  table.rest()
  return { during, after: screen.lines() }
}

test('what is done stands above what goes on, and the count last', () => {
  const { during, after } = shown(
    [
      at(0, 's', 'CREATE_IN_PROGRESS', 'User Initiated'),
      at(0, 'First', 'CREATE_IN_PROGRESS'),
      at(1, 'Second', 'CREATE_IN_PROGRESS'),
      at(2, 'First', 'CREATE_COMPLETE'),
    ],
    75,
  )
  assert.equal(during, [
    '✓ created   First                    SQS::Queue                 2.0 s',
    '· creating  Second                   SQS::Queue                 1 min 14 s',
    '  1 done, 1 in progress, 1 min 15 s',
  ])
  assert.equal(after.at(-1), '  1 done, 1 in progress, 1 min 15 s')
})

test('a failure stays with its reason, and so does why it is undone', () => {
  const { after } = shown(
    [
      at(0, 'Bad', 'CREATE_IN_PROGRESS'),
      at(1, 'Bad', 'CREATE_FAILED', 'No \u001b[2Jsuch thing'),
      at(1, 's', 'ROLLBACK_IN_PROGRESS', 'The following resource(s) failed to create: [Bad].'),
    ],
    2,
  )
  assert.equal(after, [
    '✗ failed    Bad                      SQS::Queue                 1.0 s',
    '    No \\u001b[2Jsuch thing',
    '  undoing it: The following resource(s) failed to create: [Bad].',
    '  1 done, 0 in progress, 2.0 s',
  ])
})

test('on a low terminal as much is shown as has room', () => {
  const events = ['A', 'B', 'C', 'D', 'E'].map(id => at(0, id, 'UPDATE_IN_PROGRESS'))
  const { during } = shown(events, 1, 6)
  assert.is(during.length, 4)
  assert.is(during.at(-1), '  0 done, 5 in progress, 2 of them not shown, 1.0 s')
})

test('time in words', () => {
  assert.equal([0, 9_949, 10_000, 59_999, 60_000, 3_661_000].map(elapsed), [
    '0.0 s',
    '9.9 s',
    '10 s',
    '59 s',
    '1 min 00 s',
    '61 min 01 s',
  ])
})

test.run()
