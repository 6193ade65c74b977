import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { parseTemplate } from '../../src/cfn/parse-template.ts'
import { startService } from '../helpers/service.ts'
import { type Figure, row } from './figure.ts'
import { inTurns, median, output, processTime } from './measure.ts'
import { memory } from './memory.ts'
import { pipeline } from './pipeline.ts'

const rounds = 11
const node = process.execPath
const folder = '.guac/bench'

const build = async (): Promise<readonly Figure[]> => {
  const template = `${folder}/template.json`
  await writeFile(template, JSON.stringify(parseTemplate(await readFile('service.yaml', 'utf8'))))
  const [ms = 0, baseMs = 0] = await inTurns(
    rounds,
    processTime(node, 'bin/guac.js', 'build'),
    processTime(node, 'test/bench/bare-build.js', template),
  )
  return [
    { section: 'build', what: 'guac build ÷ bare esbuild and yaml', ms, baseMs, target: { ratio: 1.3 } },
  ]
}

const start = async (): Promise<readonly Figure[]> => {
  const [ms = 0, baseMs = 0, help = 0] = await inTurns(
    rounds,
    processTime(node, 'bin/guac.js', '--version'),
    processTime(node, '-e', '0'),
    processTime(node, 'bin/guac.js', '--help'),
  )
  return [
    { section: 'start', what: 'guac --version ÷ node -e 0', ms, baseMs, target: { ratio: 1.6 } },
    { section: 'start', what: 'guac --help ÷ node -e 0', ms: help, baseMs, target: { ratio: 1.6 } },
  ]
}

/** The time that a fresh process takes to load a module, in ms. */
const importTime = (path: string) => async (): Promise<number> => {
  const script = `const t = performance.now(); require(${JSON.stringify(path)}); process.stdout.write(String(performance.now() - t))`
  return Number(await output(node, '-e', script))
}

const coldStart = async (): Promise<readonly Figure[]> => {
  const { Mappings } = parseTemplate(await readFile('service.yaml', 'utf8'))
  const paths = [`${folder}/handlers.cjs`, `${folder}/empty.cjs`]
  await writeFile(`${folder}/handlers.cjs`, String(Mappings?.Code?.index?.js))
  await writeFile(`${folder}/empty.cjs`, 'module.exports = {}\n')
  const [ms = 0, baseMs = 0] = await inTurns(
    rounds,
    ...paths.map(path => importTime(`${process.cwd()}/${path}`)),
  )
  return [
    {
      section: 'import',
      what: 'import of the handlers − of an empty module',
      ms,
      baseMs,
      target: { msOverBase: 20 },
    },
  ]
}

const latency = async (): Promise<readonly Figure[]> => {
  const service = await startService()
  const times: number[] = []
  for (let report = 0; report <= 50; report += 1) {
    const started = performance.now()
    await service.weekly({ moduleid: 'bench', timestamp: report, attempts: report })
    await service.nextRate()
    // the first ones start the functions
    if (report > 5) times.push(performance.now() - started)
  }
  await service.stop()
  return [
    { section: 'latency', what: 'report published → rate received', ms: median(times), target: { ms: 150 } },
  ]
}

const demo = async (): Promise<readonly Figure[]> => {
  const [ms = 0] = await inTurns(5, processTime('npm', 'start'))
  return [{ section: 'demo', what: 'npm start, second run', ms, target: { ms: 5000 } }]
}

const sections = { build, start, import: coldStart, latency, pipeline, demo, memory }
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
  console.log('| measured | figure | base | result | target | |\n|---|---|---|---|---|---|')
  for (const figure of figures) console.log(row(figure))
  if (out) await writeFile(out, `${JSON.stringify({ machine, rounds, figures }, null, 2)}\n`)
}
