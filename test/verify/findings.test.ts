import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { judge } from './findings.ts'
import { suppressions } from './suppressions.ts'

const test = suite('findings and their suppressions')
const tool = 'checkov'
const found = [
  { id: 'A', resource: 'One', text: 'is wrong' },
  { id: 'A', resource: 'Two', text: 'is wrong' },
]

test('a finding is explained by its id and resource, or by its id alone', () => {
  const one = { tool, id: 'A', resource: 'One', reason: 'x' } as const
  assert.equal(judge(tool, found, [one]), { unexplained: ['A Two: is wrong'], idle: [] })
  assert.equal(judge(tool, found, [{ ...one, resource: '*' }]), { unexplained: [], idle: [] })
})

test('a suppression that explains nothing any more is told, one of another tool is not', () => {
  const all = { tool, id: 'A', resource: '*', reason: 'x' } as const
  const idle = { ...all, id: 'B' }
  const other = { ...idle, tool: 'cloudformation-validate' } as const
  assert.equal(judge(tool, found, [all, idle, other]), { unexplained: [], idle: ['B *'] })
})

test('each suppression stands once, and has a reason', () => {
  const keys = suppressions.map(({ tool, id, resource }) => `${tool} ${id} ${resource}`)
  assert.is(new Set(keys).size, keys.length)
  for (const { reason } of suppressions) assert.ok(reason.length > 20, reason)
})

test.run()
