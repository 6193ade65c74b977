// service.yaml with functions whose clock runs fast, so that the weeks of a fleet pass in seconds, and a message is as
// late for them as it would be. It stands still within an invocation: what waits for an answer waits in real time.

import { readFile } from 'node:fs/promises'
import { emitTemplate } from '../../src/cfn/emit-template.ts'
import { parseTemplate } from '../../src/cfn/parse-template.ts'

export type Clock = {
  /** When both clocks were the same, in ms since 1970. */
  readonly origin: number
  /** How many times as fast it runs. */
  readonly factor: number
}

/** The time that a clock shows at a real time, both in ms since 1970. */
export const shownBy = ({ origin, factor }: Clock, now: number): number =>
  Math.floor(origin + (now - origin) * factor)

const before = ({ origin, factor }: Clock): string =>
  `const realNow=Date.now;let shown=0;Date.now=()=>shown;` +
  `const tick=at=>{shown=Math.floor(${origin}+(at-${origin})*${factor})};tick(realNow());`

// by when it was published, so that a busy machine makes no message late
const after = `;for(const [name,handler] of Object.entries(module.exports))
module.exports[name]=event=>{
const published=Date.parse(event.Records?.[0]?.Sns?.Timestamp);
tick(published||realNow());return handler(event,{getRemainingTimeInMillis:()=>25e3})};`

/** The body of the template, which keeps messages for so many days. */
export const inFastTime = async (clock: Clock, retentionDays: number): Promise<string> => {
  const template = parseTemplate(await readFile('service.yaml', 'utf8'))
  const { RetentionDays, ...parameters } = template.Parameters ?? {}
  const js = before(clock) + String(template.Mappings?.Code?.index?.js) + after
  return emitTemplate(
    {
      ...template,
      Parameters: {
        ...parameters,
        RetentionDays: { ...RetentionDays, Type: 'Number', Default: retentionDays },
      },
      Mappings: { ...template.Mappings, Code: { index: { js } } },
    },
    'made for the benchmark',
  )
}
