import { mkdir, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { type Figure, head, row } from './figure.ts'
import { folder, rounds } from './measure.ts'
import { build } from './sections/build.ts'
import { coldStarts } from './sections/cold-start.ts'
import { consolePage } from './sections/console.ts'
import { cost } from './sections/cost.ts'
import { counting } from './sections/counting.ts'
import { demo } from './sections/demo.ts'
import { latency } from './sections/latency.ts'
import { memory } from './sections/memory.ts'
import { pipeline } from './sections/pipeline.ts'
import { start } from './sections/start.ts'

const sections = {
  build,
  start,
  'cold-start': coldStarts,
  latency,
  pipeline,
  counting,
  cost,
  demo,
  console: consolePage,
  memory,
}
/** Minutes long: measured only when named. */
const onDemand = ['memory']

/** Runs the sections named, or all, prints their table, and writes it as JSON where `--out FILE` says so. */
export const bench = async (args: readonly string[]): Promise<void> => {
  const outAt = args.indexOf('--out')
  const out = outAt >= 0 ? args[outAt + 1] : undefined
  const wanted = args.filter((_, index) => outAt < 0 || (index !== outAt && index !== outAt + 1))
  const unknown = wanted.filter(name => !Object.hasOwn(sections, name))
  if (unknown.length > 0 || (outAt >= 0 && !out)) {
    console.error(`usage: npm run bench -- [${Object.keys(sections).join('] [')}] [--out FILE]`)
    process.exitCode = 2
    return
  }
  await mkdir(folder, { recursive: true })
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.versions.node}`
  console.log(`${machine}; medians after a warm-up, ${rounds} rounds in turns\n`)
  const figures: Figure[] = []
  for (const [name, section] of Object.entries(sections))
    if (wanted.length === 0 ? !onDemand.includes(name) : wanted.includes(name))
      figures.push(...(await section()))
  console.log(head)
  for (const figure of figures) console.log(row(figure))
  if (out) await writeFile(out, `${JSON.stringify({ machine, rounds, figures }, null, 2)}\n`)
}
