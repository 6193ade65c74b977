// The protocol's own code, step by step, in every order: nothing is lost, nothing counted twice; and each of its
// rules is needed, for without it the search finds an order in which a message is lost.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { slack } from '../../handlers/domain/lateness.ts'
import { explore, type Search } from './explore.ts'
import {
  type Broken,
  base,
  countsHold,
  message,
  ms,
  print,
  ratesHold,
  report,
  rules,
  sceneOf,
} from './processes.ts'
import { reference } from './reference.ts'
import * as model from './tables.ts'

const test = suite('interleavings')

const [t1, t2] = [base - 1n, base]

/** Two late messages, one on time, and two reports of which the earlier may come after the later. */
const whole = (crashes: number, broken: Broken = {}): Search => ({
  processes: [
    message(t1 - 10n, broken, 2),
    message(t2, broken, 2),
    message(t1, broken),
    report(t1, 16, broken),
    report(t2, 20, broken),
  ],
  scene: sceneOf([], []),
  phases: 2,
  crashes,
  end: countsHold,
})

/** The least in which the rules are needed: one message, one report. */
const least = (crashes: number, broken: Broken = {}): Search => ({
  ...whole(crashes, broken),
  processes: [message(t2, broken), report(t2, 20, broken)],
})

/** Counts as they are without states of epochs, which have their own searches. */
const alone: Broken = {
  receive: () => ({ raise: async () => true }),
  report: () => ({ head: async () => ({}), keepState: async () => {} }),
}

const searches: Record<string, Search> = {
  'a message, a report, two crashes': least(2),
  'a late message, two reports, a crash': {
    ...whole(1),
    processes: [message(t1, {}, 2), report(t1, 16), report(t2, 20)],
  },
  'a late message, one on time, two reports': {
    ...whole(0),
    processes: [message(t1, alone, 2), message(t2, alone), report(t1, 16, alone), report(t2, 20, alone)],
  },
  // These take minutes.
  ...(process.env.GUAC_INTERLEAVINGS && {
    'two late messages, one on time, two reports': whole(0),
    'two late messages, one on time, two reports, a crash': whole(1),
  }),
}

for (const [name, search] of Object.entries(searches))
  test(`what is counted for good is what there is: ${name}`, async () => print(name, await explore(search)))

/** Changes of reports computed at once, on messages that are all there. */
const changes = (...reports: [bigint, number][]): Search => {
  const scene = sceneOf([base - 30n, base - 29n, base - 12n, base - 11n, base - 2n], [[base - 20n, 16]])
  for (const [timestamp, rate] of reference({ ...scene.tables, firstReport: rules.firstReport }))
    scene.tables.published.push({ ...rate, timestamp, computedAt: 0 } as model.Published)
  const processes = reports.map(([t, attempts]) => report(t, attempts, {}, true))
  return { ...whole(0), processes, scene, phases: 0, end: ratesHold }
}

const published: Record<string, Search> = {
  'a report and its correction': changes([t1, 16], [t1, 20]),
  'two reports, of which the earlier reveals a reset': changes([base - 10n, 3], [t1, 20]),
  ...(process.env.GUAC_INTERLEAVINGS && {
    'a report and two corrections before it': changes([t1, 20], [base - 20n, 30], [base - 20n, 40]),
  }),
}

for (const [name, search] of Object.entries(published))
  test(`what consumers hold in the end is right: ${name}`, async () => print(name, await explore(search)))

const most = 2n ** 64n
const variants: Record<string, Broken> = {
  'no condition on reopened': {
    report: (_, turn) => ({
      keep: window =>
        turn(tables => {
          const reopened = tables.windows.get(window.timestamp)?.reopened
          return model.keep(tables, { ...window, reopened })
        }),
    }),
  },
  'looking for the report among the counted windows': {
    receive: (_, turn) => ({
      firstReport: from => turn(tables => model.windowsIn(tables, from, most)[0]?.timestamp),
    }),
  },
  'not creating the missing row': {
    receive: (_, turn) => ({
      reopen: at => turn(tables => tables.windows.has(at) && model.reopen(tables, at, 0)),
    }),
  },
  'no slack': {
    report: tables => ({ now: async () => (await tables.now()) + ms(slack) }),
  },
  'judging lateness before the put': { judge: 'before the put' },
}

for (const [name, broken] of Object.entries(variants))
  test(`${name} loses a message`, () =>
    explore(least(0, broken)).then(
      () => assert.unreachable('the search found nothing'),
      error => assert.match(error.message, 'the window up to'),
    ))

test.run()
