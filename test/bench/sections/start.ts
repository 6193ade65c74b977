// The command line against Node's own start.

import type { Figure } from '../figure.ts'
import { inTurns, node, processTime, rounds } from '../measure.ts'

export const start = async (): Promise<readonly Figure[]> => {
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
