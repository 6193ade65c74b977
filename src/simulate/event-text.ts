// The events of a played fleet as they are published. By hand: JSON.stringify knows no integer beyond 2^53.

import type { Message, Report } from './plan.ts'

export const messageText = ({ module, timestamp, txAttempts }: Message): string =>
  `{"moduleId":${JSON.stringify(module)},"timestamp":${timestamp}` +
  `${txAttempts === undefined ? '' : `,"tx_attempts":${txAttempts}`}}`

export const reportText = ({ module, timestamp, attempts }: Report): string =>
  `{"moduleid":${JSON.stringify(module)},"timestamp":${timestamp},"attempts":${attempts}}`
