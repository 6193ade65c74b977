// Every interleaving of some processes' steps, with crashes: each process is the protocol's own code, run again from
// its beginning with the answers it had, up to the step that it takes next.

import { copyOf, type Tables, textOf } from './tables.ts'

/** What the steps act on: the tables, the phase of the search's clock, and stamps that only grow. */
export type Scene = { tables: Tables; phase: number; stamp: number }
export type Step = (scene: Scene) => unknown
export type Take = <Result>(step: (scene: Scene) => Result) => Promise<Result>
export type Process = {
  readonly run: (take: Take) => Promise<unknown>
  /** Steps that a crash does not undo: what started the process is still there, and starts it again. */
  readonly kept?: number
  /** The phase from which on it may start. */
  readonly from?: number
}
export type Search = {
  readonly processes: readonly Process[]
  readonly scene: Scene
  /** The last phase. Time passes between any two steps. */
  readonly phases: number
  /** How many crashes in all. */
  readonly crashes: number
  /** Throws if the end is not as it should be. */
  readonly end: (scene: Scene) => void
}
export type Explored = { readonly states: number; readonly interleavings: bigint; readonly ends: number }

/** A process at one point of one of its histories, and how it goes on from there. */
type Point = {
  readonly id: number
  readonly answers: readonly unknown[]
  readonly step: Step | undefined
  readonly after: Map<string, Promise<Point> | Point>
}

/**
 * Reads the clock so that no other process comes between it and the step that follows. The orders left out are those
 * in which that step comes later: it then sees only more, and whatever it decides counts as older than it is.
 */
export const clockStep = (clock: (scene: Scene) => number): Step =>
  Object.assign(clock.bind(undefined), { joined: true })
const joined = (step: Step): boolean => 'joined' in step

const text = (value: unknown): string =>
  JSON.stringify(value, (_, inner) =>
    typeof inner === 'bigint' ? `${inner}n` : inner instanceof Map ? [...inner].sort() : inner,
  ) ?? ''

const stepAfter = ({ run }: Process, answers: readonly unknown[]): Promise<Step | undefined> =>
  new Promise((resolve, reject) => {
    let taken = 0
    run(step => {
      if (taken < answers.length) return Promise.resolve(answers[taken++] as never)
      resolve(step)
      // The process waits here for ever: it is run again with the answer.
      return new Promise(() => {})
    }).then(() => resolve(undefined), reject)
  })

/** Explores all states that can be reached, each once, and counts the interleavings that lead through them. */
export const explore = async ({ processes, scene, phases, crashes, end }: Search): Promise<Explored> => {
  const seen = new Map<string, bigint>()
  const scenes = new Map<string, number>()
  let points = 0
  let ends = 0

  const point = async (process: Process, answers: readonly unknown[]): Promise<Point> => {
    const step = await stepAfter(process, answers)
    // Of a process that has ended nothing matters any more.
    return { id: step ? ++points : 0, answers, step, after: new Map() }
  }
  const starts = await Promise.all(processes.map(process => point(process, [])))

  /** Where process `i` is after its step was answered. */
  const onward = (i: number, from: Point, answer: unknown): Promise<Point> | Point => {
    const key = text(answer)
    const known = from.after.get(key)
    if (known) return known
    const found = point(processes[i] as Process, [...from.answers, answer])
    from.after.set(key, found)
    found.then(there => from.after.set(key, there))
    return found
  }
  /** Where it is when it starts again after a crash. */
  const again = async (i: number, { answers }: Point): Promise<Point> => {
    let at = starts[i] as Point
    for (const answer of answers.slice(0, processes[i]?.kept ?? 0)) at = await onward(i, at, answer)
    return at
  }

  const visit = async (scene: Scene, at: readonly Point[], left: number): Promise<bigint> => {
    // Numbers for scenes: the same few come again and again, and a key is kept for each state.
    const shown = `${scene.phase} ${scene.stamp} ${textOf(scene.tables)}`
    const number = scenes.get(shown) ?? scenes.size
    scenes.set(shown, number)
    const key = `${number} ${left} ${at.map(({ id }) => id).join(' ')}`
    const known = seen.get(key)
    if (known !== undefined) return known
    let paths = 0n
    let waits = false
    for (const [i, own] of at.entries()) {
      if (!own.step) continue
      waits = true
      if (own.answers.length === 0 && scene.phase < (processes[i]?.from ?? 0)) continue
      let next = { ...scene, tables: copyOf(scene.tables) }
      let moved = await onward(i, own, own.step(next))
      while (moved.step && joined(own.step) && moved.answers.length === own.answers.length + 1) {
        next = { ...next, tables: copyOf(next.tables) }
        moved = await onward(i, moved, moved.step(next))
      }
      paths += await visit(next, at.with(i, moved), left)
      if (left > 0 && own.answers.length > (processes[i]?.kept ?? 0))
        paths += await visit(scene, at.with(i, await again(i, own)), left - 1)
    }
    if (waits && scene.phase < phases) paths += await visit({ ...scene, phase: scene.phase + 1 }, at, left)
    if (!waits) {
      end(scene)
      ends += 1
      paths = 1n
    }
    seen.set(key, paths)
    return paths
  }

  const interleavings = await visit(scene, starts, crashes)
  return { states: seen.size, interleavings, ends }
}
