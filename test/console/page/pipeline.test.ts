// The pipeline in a browser, on a stack through which events flow.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type BrowserAtWork,
  barriersOf,
  browserPath,
  serveConsole,
  startBrowser,
} from '../../helpers/browser.ts'
import { range, type Service, startService } from '../../helpers/service.ts'

const test = suite<{
  service: Service
  browser: BrowserAtWork
  page: Awaited<ReturnType<typeof serveConsole>>
}>('the pipeline in a browser')
const it = browserPath ? test : test.skip

if (browserPath) {
  test.before(async context => {
    const service = await startService()
    const [browser, served] = await Promise.all([startBrowser(), serveConsole(service.stack.endpoint)])
    Object.assign(context, { service, browser, page: served })
  })
  test.after(async ({ service, browser, page }) => {
    await browser.stop()
    await page.stop()
    await service.stop()
    assert.equal([service.bugs, browser.faults, page.bugs], [[], [], []])
  })
}

it('shows what flows, for everybody', async ({ service, browser, page: { url } }) => {
  const page = await browser.open(url)
  await page.getByText('recv_message').waitFor()
  await service.recvAll('m', range(1, 40))
  await page
    .getByText(/[1-9]\d*\.\d a second/)
    .first()
    .waitFor()
  assert.equal(await barriersOf(page), [])
  await browser.picture(page, 'pipeline')
})

test.run()
