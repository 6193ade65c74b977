// All that `npm start` does the second time.

import type { Figure } from '../figure.ts'
import { inTurns, processTime } from '../measure.ts'

export const demo = async (): Promise<readonly Figure[]> => {
  const [ms = 0] = await inTurns(5, processTime('npm', 'start'))
  return [{ section: 'demo', what: 'npm start, second run', ms, target: { ms: 5000 } }]
}
