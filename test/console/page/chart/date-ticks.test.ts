// What stands at an axis of time.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { dateTicks } from '../../../../src/console/page/chart/date-ticks.ts'

const test = suite('an axis of time')
const day = 86_400
const at = (text: string): number => Date.parse(text) / 1000

for (const [what, times, step, ticks] of [
  [
    'days, and the year where it begins',
    ['2025-12-22', '2025-12-29', '2026-01-05'],
    7 * day,
    ['22 Dec\n2025', '29 Dec', '5 Jan\n2026'],
  ],
  [
    'hours, and the day where it begins',
    ['2026-01-04T18:00Z', '2026-01-05T00:00Z', '2026-01-05T06:00Z'],
    day / 4,
    ['18:00\n4 Jan', '00:00\n5 Jan', '06:00'],
  ],
  ['seconds', ['1970-01-01T00:00:05Z', '1970-01-01T00:00:06Z'], 1, ['00:00:05\n1 Jan', '00:00:06']],
  ['years alone', ['2025-01-01', '2026-01-01'], 365 * day, ['2025', '2026']],
] as const)
  test(what, () => assert.equal(dateTicks(times.map(at), step), ticks))

test('nothing for what is no time', () => assert.equal(dateTicks([1e15, Number.NaN], day), ['', '']))

test.run()
