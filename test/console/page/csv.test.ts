import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { csv } from '../../../src/console/page/csv.ts'

const test = suite('CSV')

test('cells that hold commas, quotes or line ends are quoted, and nothing is an empty cell', () =>
  assert.is(
    csv([['a,b', 'say "so"', 'two\nlines', null, 1.5, true, '']]),
    '"a,b","say ""so""","two\nlines",,1.5,true,\n',
  ))

test.run()
