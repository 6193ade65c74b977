// Names of properties that the bundle makes short must be the handlers' own: one that JavaScript or Node has, too,
// would be renamed there and be gone. Math.random, which only a retry calls, was such a name.

import { builtinModules, createRequire } from 'node:module'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { inner } from '../../src/bundle/esbuild-options.ts'

const test = suite('esbuild options')
const load = createRequire(import.meta.url)

/** The names of all properties of a value, of what it leads to, and of their prototypes. */
const namesIn = (root: unknown, depth: number, seen = new Set<unknown>(), names = new Set<string>()) => {
  const isObject = (typeof root === 'object' && root !== null) || typeof root === 'function'
  if (!isObject || depth < 0 || seen.has(root)) return names
  seen.add(root)
  const descriptors = Object.getOwnPropertyDescriptors(root)
  for (const [name, { value }] of Object.entries(descriptors)) {
    names.add(name)
    namesIn(value, depth - 1, seen, names)
  }
  return namesIn(Object.getPrototypeOf(root), depth, seen, names)
}

const languages = Object.getOwnPropertyNames(globalThis)
  .filter(name => /^[A-Z]/.test(name))
  .map(name => Reflect.get(globalThis, name))
// what handlers import, and what they are given by it
const modules = ['http', 'https', 'crypto', 'buffer', 'events', 'stream', 'net', 'url', 'timers', 'process']

test('no name of JavaScript or Node is made short', () => {
  const taken = new Set<string>()
  for (const value of languages) for (const name of namesIn(value, 2)) taken.add(name)
  for (const name of modules) {
    assert.ok(builtinModules.includes(name))
    for (const each of namesIn(load(`node:${name}`), 2)) taken.add(each)
  }
  assert.ok(taken.has('random') && taken.has('setTimeout') && taken.has('allocUnsafe'))
  assert.equal(
    inner.filter(name => taken.has(name)),
    [],
  )
})

// What one version of the service writes, the next must read: rows and the JSON in them, events, letters, logs.
const written = [
  ...['moduleId', 'moduleid', 'timestamp', 'attempts', 'tx_attempts', 'expires', 'success_rate'],
  ...['previous', 'received', 'readings', 'counted_at', 'whole_until', 'reopened', 'seen', 'published'],
  ...[
    'version',
    'upto',
    'epoch',
    'assumed',
    'base',
    'certain',
    'silent',
    'vague',
    'rule',
    'first',
    'last',
    'since',
  ],
  ...[
    'reason',
    'hop',
    'record',
    'cut',
    'level',
    'message',
    'module',
    'error',
    'batchItemFailures',
    'itemIdentifier',
    'redriven',
    'refused',
  ],
]

test('no name that is stored, published or logged is made short', () => {
  assert.equal(
    inner.filter(name => written.includes(name)),
    [],
  )
})

test('the same name does not stand there twice', () => {
  assert.is(new Set(inner).size, inner.length)
})

test.run()
