// The console as a person sees it: served for a stack, and opened in Chromium. Where there is none, its tests are
// skipped, and test/run.js says why.

import { mkdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { type Browser, chromium, type Page } from 'playwright-core'
import { openConsole } from '../../src/console/open-console.ts'
import type { Console } from '../../src/console/serve-console.ts'
import { onTarget } from '../../src/deploy/target.ts'

/** The browser's program; undefined where there is none. */
export const browserPath = process.env.GUAC_CHROMIUM

/** Where a test may leave a picture for a person. Ignored by git. */
export const pictures = '.guac/pictures'

/** The console of a service's stack, with whatever its server calls a bug; `loopback` false as if it were on AWS. */
export const serveConsole = async (
  endpoint: string,
  { key = false, stackName = 'bookish-guacamole', port = 0, loopback = true } = {},
): Promise<Console & { readonly bugs: readonly string[] }> => {
  const bugs: string[] = []
  const world = { home: process.cwd(), now: Date.now, tell: (line: string) => void bugs.push(line) }
  const served = await onTarget({ env: {} }, { stackName, endpointUrl: endpoint }, target =>
    openConsole(world, { ...target, loopback }, { port, key }),
  )
  return { ...served, bugs }
}

/** A browser, and the pages that it opens; each tells what it finds wrong with the page. */
export const startBrowser = async () => {
  mkdirSync(pictures, { recursive: true })
  const browser: Browser = await chromium.launch({
    ...(browserPath === undefined ? {} : { executablePath: browserPath }),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  })
  const faults: string[] = []
  return {
    /** Errors of all pages, and what they would have fetched from elsewhere. */
    faults,
    open: async (
      url: string,
      { width = 1200, height = 900, colorScheme = 'light' as 'light' | 'dark' } = {},
    ): Promise<Page> => {
      const page = await browser.newPage({ viewport: { width, height }, colorScheme })
      // far beyond what it takes, for a machine that has other things to do
      page.setDefaultTimeout(60_000)
      page.on('pageerror', error => faults.push(error.message))
      page.on('console', message => {
        if (message.type() === 'error') faults.push(message.text())
      })
      const { origin } = new URL(url)
      page.on('request', request => {
        const from = request.url()
        if (!from.startsWith(origin) && !from.startsWith('data:')) faults.push(`fetched ${from}`)
      })
      await page.goto(url)
      return page
    },
    picture: (page: Page, name: string) =>
      page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true }),
    stop: () => browser.close(),
  }
}

export type BrowserAtWork = Awaited<ReturnType<typeof startBrowser>>

/** What axe-core finds serious or critical on a page, each with the elements that it is about. */
export const barriersOf = async (page: Page): Promise<readonly string[]> => {
  // the page's policy lets no script in but its own; this one comes through the browser's own door
  await page.evaluate(await readFile('node_modules/axe-core/axe.min.js', 'utf8'))
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      readonly axe: { run: () => Promise<{ violations: readonly Violation[] }> }
    }
    type Violation = {
      readonly id: string
      readonly impact: string
      readonly nodes: readonly { readonly html: string }[]
    }
    const { violations } = await axe.run()
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
  })
}
