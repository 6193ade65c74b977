// `guac build` against a bare script of esbuild and yaml.

import { readFile, writeFile } from 'node:fs/promises'
import { parseTemplate } from '../../../src/cfn/parse-template.ts'
import type { Figure } from '../figure.ts'
import { folder, inTurns, node, processTime, rounds } from '../measure.ts'

export const build = async (): Promise<readonly Figure[]> => {
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
