// Tests of the console in a browser: a stack, its console and Chromium, once for all tests of a file.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type BrowserAtWork, browserPath, serveConsole, startBrowser } from './browser.ts'
import { type Service, startService } from './service.ts'

type Context = {
  readonly service: Service
  readonly browser: BrowserAtWork
  readonly page: Awaited<ReturnType<typeof serveConsole>>
}

/** A suite to be run, and what declares its tests; where there is no browser these are skipped. */
export const consoleSuite = (name: string) => {
  const test = suite<Context>(name)
  if (browserPath) {
    test.before(async context => {
      const service = await startService()
      const [browser, page] = await Promise.all([startBrowser(), serveConsole(service.stack.endpoint)])
      Object.assign(context, { service, browser, page })
    })
    test.after(async ({ service, browser, page }) => {
      await browser.stop()
      await page.stop()
      await service.stop()
      assert.equal([service.bugs, browser.faults, page.bugs], [[], [], []])
    })
  }
  return { test, it: browserPath ? test : test.skip }
}
