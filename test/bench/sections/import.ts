// What loading the handlers takes in a fresh process.

import { readFile, writeFile } from 'node:fs/promises'
import { parseTemplate } from '../../../src/cfn/parse-template.ts'
import type { Figure } from '../figure.ts'
import { folder, inTurns, node, output, rounds } from '../measure.ts'

/** The time that a fresh process takes to load a module, in ms. */
const importTime = (path: string) => async (): Promise<number> => {
  const script = `const t = performance.now(); require(${JSON.stringify(path)}); process.stdout.write(String(performance.now() - t))`
  return Number(await output(node, '-e', script))
}

export const importing = async (): Promise<readonly Figure[]> => {
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
