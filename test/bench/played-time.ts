// service.yaml with functions whose clock is that of the play, so that its weeks pass in seconds, and a message is as late
// for them as it would be, however slow the machine. The clock is a file, which each invocation reads at its beginning and
// which stands still in it: what waits for an answer waits in real time.

import { renameSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { emitTemplate } from '../../src/cfn/emit-template.ts'
import { parseTemplate } from '../../src/cfn/parse-template.ts'

const before = (file: string): string =>
  `const clock=${JSON.stringify(resolve(file))};let shown=0;Date.now=()=>shown;` +
  `const tick=()=>{shown=Number(require('node:fs').readFileSync(clock,'utf8'))};tick();`

const after = `;for(const [name,handler] of Object.entries(module.exports))
module.exports[name]=event=>{tick();return handler(event,{getRemainingTimeInMillis:()=>25e3})};`

/** A clock that shows a time, in ms since 1970, and never goes back. */
export const makeClock = (file: string) => {
  let shown = 0
  const set = (ms: number): void => {
    if (ms <= shown) return
    shown = Math.floor(ms)
    // whole or not at all, for whoever reads it meanwhile
    writeFileSync(`${file}.next`, `${shown}`)
    renameSync(`${file}.next`, file)
  }
  /** Sets it to the latest time that it is told whenever nothing is under way: a machine that lags makes nothing late. */
  const follow = (idle: () => Promise<void>) => {
    let latest = 0
    let moving = false
    return (ms: number): void => {
      latest = Math.max(latest, ms)
      if (moving) return
      moving = true
      void idle().then(() => {
        moving = false
        set(latest)
      })
    }
  }
  return { set, follow }
}

/** The body of the template, which keeps messages for so many days. */
export const inPlayedTime = async (file: string, retentionDays: number): Promise<string> => {
  const template = parseTemplate(await readFile('service.yaml', 'utf8'))
  const { RetentionDays, ...parameters } = template.Parameters ?? {}
  const js = before(file) + String(template.Mappings?.Code?.index?.js) + after
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
