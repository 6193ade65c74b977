// From a report's publication to its rate on an idle local stack.

import { startService } from '../../helpers/service.ts'
import type { Figure } from '../figure.ts'
import { median } from '../measure.ts'

export const latency = async (): Promise<readonly Figure[]> => {
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
