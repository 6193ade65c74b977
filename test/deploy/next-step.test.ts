import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { nextStep, type Situation, type Step } from '../../src/deploy/next-step.ts'

const test = suite('the next step of a deployment')

const table = { id: 'Rows', name: 'rows', owner: undefined, fits: true }
const owned = { ...table, owner: 'other' }
const misfit = { ...table, fits: false }

const cases: readonly (readonly [what: string, situation: Partial<Situation>, step: Step])[] = [
  ['no stack: it is created', {}, { kind: 'create' }],
  ['one that was deleted, seen by its id', { status: 'DELETE_COMPLETE' }, { kind: 'create' }],
  [
    'tables that an earlier stack has left are taken back',
    { obstacles: [table] },
    { kind: 'import', tables: [table] },
  ],
  ['tables of another stack are not', { obstacles: [table, owned] }, { kind: 'blocked', tables: [owned] }],
  ['nor are those with other keys', { obstacles: [misfit] }, { kind: 'blocked', tables: [misfit] }],
  [
    'a change set of a new stack that nobody executed',
    { status: 'REVIEW_IN_PROGRESS' },
    { kind: 'delete', status: 'REVIEW_IN_PROGRESS', ask: false },
  ],
  [
    'a creation that failed and was undone',
    { status: 'ROLLBACK_COMPLETE' },
    { kind: 'delete', status: 'ROLLBACK_COMPLETE', ask: false },
  ],
  [
    'one that could not be undone is asked about',
    { status: 'ROLLBACK_FAILED' },
    { kind: 'delete', status: 'ROLLBACK_FAILED', ask: true },
  ],
  [
    'and so is a deletion that failed',
    { status: 'DELETE_FAILED' },
    { kind: 'delete', status: 'DELETE_FAILED', ask: true },
  ],
  ['an update that could not be undone', { status: 'UPDATE_ROLLBACK_FAILED' }, { kind: 'continue-rollback' }],
  [
    'an import that could not be undone',
    { status: 'IMPORT_ROLLBACK_FAILED' },
    { kind: 'stuck', status: 'IMPORT_ROLLBACK_FAILED' },
  ],
  ['a status that is not known', { status: 'NEW_STATUS' }, { kind: 'stuck', status: 'NEW_STATUS' }],
]
for (const [what, situation, step] of cases)
  test(what, () => assert.equal(nextStep({ status: undefined, obstacles: [], ...situation }), step))

for (const status of [
  'CREATE_COMPLETE',
  'UPDATE_COMPLETE',
  'UPDATE_ROLLBACK_COMPLETE',
  'IMPORT_COMPLETE',
  'IMPORT_ROLLBACK_COMPLETE',
  'CREATE_FAILED',
  'UPDATE_FAILED',
])
  test(`${status} is updated`, () => assert.equal(nextStep({ status, obstacles: [] }), { kind: 'update' }))

for (const status of [
  'CREATE_IN_PROGRESS',
  'ROLLBACK_IN_PROGRESS',
  'UPDATE_IN_PROGRESS',
  'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
  'UPDATE_ROLLBACK_IN_PROGRESS',
  'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
  'DELETE_IN_PROGRESS',
  'IMPORT_IN_PROGRESS',
])
  test(`${status} is watched`, () =>
    assert.equal(nextStep({ status, obstacles: [] }), { kind: 'watch', status }))

test.run()
