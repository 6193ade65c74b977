// The console in Chromium, on a stack with ten thousand modules: its first paint, from the server's answer to the
// painted list, and how it scrolls. By the browser's own clock and frames; software draws them.

import type { Page } from 'playwright-core'
import { type BrowserAtWork, browserPath, serveConsole, startBrowser } from '../../helpers/browser.ts'
import { manyModules, putPublished } from '../../helpers/published-rows.ts'
import { startService } from '../../helpers/service.ts'
import type { Figure } from '../figure.ts'
import { median } from '../measure.ts'

const modules = 10_000
const weeks = 1
const rounds = 5

// text, since it runs in the page: nothing of this file is there. Whatever handles an event first, it is timed before.
const timing = `
  const times = (window.guacTimes = [])
  const Original = EventSource
  window.EventSource = class extends Original {
    constructor(path) {
      super(path)
      this.addEventListener('message', ({ data }) => {
        if (!data.startsWith('{"kind":"fleet"')) return
        const from = performance.now()
        requestAnimationFrame(() => setTimeout(() => times.push(performance.now() - from)))
      })
    }
  }`

// ten rows a frame, there and back
const scrolling = `new Promise(resolve => {
  const box = document.querySelector('[role=grid][aria-label=Modules]').parentElement
  const frames = []
  let last
  const step = now => {
    if (last !== undefined) frames.push(now - last)
    last = now
    if (frames.length === 240) return resolve(frames)
    box.scrollTop += frames.length < 120 ? 340 : -340
    requestAnimationFrame(step)
  }
  requestAnimationFrame(step)
})`

const opened = async (browser: BrowserAtWork, url: string): Promise<Page> => {
  const page = await browser.open('about:blank')
  await page.addInitScript(timing)
  await page.goto(url)
  await page.getByRole('grid', { name: 'Modules' }).waitFor()
  return page
}

export const consolePage = async (): Promise<readonly Figure[]> => {
  if (!browserPath) {
    console.log('console: skipped, for there is no Chromium here\n')
    return []
  }
  const service = await startService()
  await putPublished(service.dynamodb, service.output('ReceivedWindowTableName'), manyModules(modules, weeks))
  const served = await serveConsole(service.stack.endpoint)
  const browser = await startBrowser()
  const paints: number[] = []
  const answers: number[] = []
  const frames: number[] = []
  for (let round = 0; round <= rounds; round += 1) {
    const page = await opened(browser, `${served.url}#/fleet`)
    const paint = await page.evaluate<number>(
      "performance.getEntriesByName('first-contentful-paint')[0].startTime",
    )
    const [answer = Number.NaN] = await page.evaluate<number[]>('guacTimes')
    const steps = await page.evaluate<number[]>(scrolling)
    // the first one warms up
    if (round > 0) {
      paints.push(paint)
      answers.push(answer)
      frames.push(...steps)
    }
    await page.close()
  }
  await browser.stop()
  await served.stop()
  await service.stop()
  const slow = [...frames].sort((a, b) => a - b)[Math.floor(frames.length * 0.95)] ?? Number.NaN
  return [
    { section: 'console', what: 'console: first paint', ms: median(paints), target: { ms: 1000 } },
    { section: 'console', what: `answer with ${modules} modules → painted`, ms: median(answers) },
    { section: 'console', what: 'a frame while they scroll, median', ms: median(frames), target: { ms: 20 } },
    { section: 'console', what: 'the same, 95 % of frames within', ms: slow },
  ]
}
