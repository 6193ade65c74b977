// The pipeline in a browser, on a stack through which events flow: what it shows, and what a click on a part shows.

import { ListQueuesCommand } from '@aws-sdk/client-sqs'
import type { Page } from 'playwright-core'
import * as assert from 'uvu/assert'
import { barriersOf, serveConsole } from '../../helpers/browser.ts'
import { consoleSuite } from '../../helpers/console-suite.ts'
import { startProxy } from '../../helpers/proxy.ts'
import { range, type Service } from '../../helpers/service.ts'
import { eventually } from '../../local/helpers/eventually.ts'

const { test, it } = consoleSuite('the pipeline in a browser')

/** The name of a module that would be a script, if it were not shown as text. */
const script = '<script>alert(1)</script><img src=x onerror=alert(2)>'
const longest = '18446744073709551615'

const queues = async ({ sqs }: Service): Promise<number> => {
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({ QueueNamePrefix: 'guac-console-' }))
  return QueueUrls.length
}

/** Sends on until it is told that it is enough: a figure of the last seconds may pass before a page has drawn it. */
const keepSending = (service: Service, module: string) => {
  let enough = false
  const sending = (async () => {
    for (let at = 1; !enough; at += 10) {
      await service.recvAll(module, range(at, at + 9))
      await service.weekly({ moduleid: module, timestamp: at + 9, attempts: at + 9 })
    }
  })()
  return async () => {
    enough = true
    await sending
    await service.stack.idle()
  }
}

/** The card of a part of the diagram. */
const part = (page: Page, kind: string, name: string) =>
  page.locator('.diagram').getByRole('link', { name: new RegExp(`^${kind} ?${name}`) })

/** The console at a part, with whatever would pop up told. */
const openPart = async (browser: { open: (url: string) => Promise<Page> }, url: string, address: string) => {
  const page = await browser.open(`${url}#/hop/${address}`)
  const popped: string[] = []
  page.on('dialog', dialog => {
    popped.push(dialog.message())
    void dialog.dismiss()
  })
  return { page, popped }
}

for (const [width, colorScheme] of [
  [400, 'dark'],
  [1600, 'light'],
] as const)
  it(`shows what flows on each part, at ${width} pixels, for everybody`, async ({
    service,
    browser,
    page: { url },
  }) => {
    const page = await browser.open(url, { width, colorScheme })
    await part(page, 'topic', 'recv_message').waitFor()
    assert.is(await page.locator('.diagram').getByRole('link').count(), 11)
    const enough = keepSending(service, `m${width}`)
    for (const [kind, name] of [
      ['topic', 'recv_message'],
      ['function', 'recv'],
      ['table', 'message_recv'],
      ['topic', 'success_rate'],
    ] as const)
      await part(page, kind, name)
        .getByText(/^\d*(0\.[1-9]|[1-9]\d*\.\d)$/)
        .waitFor()
    await part(page, 'function', 'recv')
      .getByText(/^[1-4] at a time · [\d.]+ ms$/)
      .waitFor()
    await part(page, 'queue', 'dead letters')
      .getByText(/^\d+ in flight$/)
      .waitFor()
    await page.locator('.edge.flowing').first().waitFor({ state: 'attached' })
    await enough()
    assert.equal(await barriersOf(page), [])
    assert.is(await page.evaluate('document.documentElement.scrollWidth'), width)
    await browser.picture(page, `pipeline-${width}`)
    await page.close()
  })

it('keeps still for who wants no motion', async ({ service, browser, page: { url } }) => {
  const page = await browser.open(url)
  const moving = () => page.evaluate('document.getAnimations().length')
  const enough = keepSending(service, 'still')
  await page.locator('.edge.flowing').first().waitFor({ state: 'attached' })
  assert.is.not(await moving(), 0)
  await page.emulateMedia({ reducedMotion: 'reduce' })
  assert.is(await moving(), 0)
  await enough()
  await page.close()
})

it('opens a part by keyboard, and leads back to it', async ({ browser, page: { url } }) => {
  const page = await browser.open(url)
  const link = part(page, 'table', 'weekly_diagnostic')
  await link.focus()
  await page.keyboard.press('Enter')
  await page.locator('h3:focus').getByText('weekly_diagnostic').waitFor()
  assert.is(await link.getAttribute('aria-current'), 'true')
  assert.is(await page.title(), 'table · weekly_diagnostic · Pipeline · guac')
  await page.keyboard.press('Escape')
  await page.locator('.hop.table-weekly_diagnostic:focus').waitFor()
  assert.is(await page.locator('h3').count(), 0)
  // the next one by the mouse, and by its own link back
  await part(page, 'queue', 'dead letters').click()
  await page.locator('h3:focus').getByText('dead letters').waitFor()
  await page.getByRole('link', { name: 'Close' }).click()
  await page.locator('.hop.queue-dead-letters:focus').waitFor()
  await page.close()
})

it('shows a topic’s events as text, digit for digit, through a queue that goes with it', async ({
  service,
  browser,
  page: { url },
}) => {
  const { page, popped } = await openPart(browser, url, 'topic/recv_message')
  await page.getByText('Listening').waitFor()
  assert.is(await queues(service), 1)
  await service.recv(`{"moduleId":${JSON.stringify(script)},"timestamp":${longest}}`)
  await page.getByText(`{"moduleId":"${script}","timestamp":${longest}}`).waitFor()
  assert.equal(await barriersOf(page), [])
  await browser.picture(page, 'pipeline-events')

  await page.getByRole('button', { name: 'Pause' }).click()
  await eventually(async () => (await queues(service)) === 0)
  await service.recv({ moduleId: 'unheard', timestamp: 1 })
  await page.getByRole('button', { name: 'Go on' }).click()
  await page.getByText('Listening').waitFor()
  await service.recv({ moduleId: 'heard', timestamp: 2 })
  await page.getByText('{"moduleId":"heard","timestamp":2}').waitFor()
  assert.is(await page.getByText('unheard').count(), 0)

  await page.keyboard.press('Escape')
  await eventually(async () => (await queues(service)) === 0)
  assert.equal(popped, [])
  await page.close()
})

it('shows a function’s log as it comes, with what went wrong marked', async ({
  service,
  browser,
  page: { url },
}) => {
  const { page, popped } = await openPart(browser, url, 'function/recv')
  await page.getByRole('heading', { name: 'Log' }).waitFor()
  await service.recv(`{"moduleId":${JSON.stringify(script)},"timestamp":"never"}`)
  const line = page.locator('.lines li.warn').first()
  await line.getByText('An event was sent to the dead-letter queue.').waitFor()
  await line.getByText('timestamp is "never"').waitFor()
  await page.getByRole('checkbox', { name: 'only warnings and errors' }).check()
  assert.is(await page.locator('.lines li:not(.warn, .bad)').count(), 0)
  await part(page, 'queue', 'dead letters').getByText('to be seen to').waitFor()
  assert.equal(await barriersOf(page), [])
  await browser.picture(page, 'pipeline-log')
  assert.equal(popped, [])
  await page.close()
})

it('shows a table’s rows a page at a time, of all modules or of some', async ({
  service,
  browser,
  page: { url },
}) => {
  await service.recvAll('paged-1', range(1001, 1060))
  await service.recvAll('paged-2', [2001])
  await service.recvAll(script, [longest])
  const { page, popped } = await openPart(browser, url, 'table/message_recv')
  const rows = page.locator('tbody tr')
  const name = page.getByRole('textbox', { name: 'Name of a module' })
  await rows.first().waitFor()
  assert.is(await rows.count(), 50)

  // the newest first, and the rest on the next page
  await name.fill('paged-1')
  await name.press('Enter')
  await page.getByText('The newest first.').waitFor()
  await rows.first().getByText('1060').waitFor()
  await page.getByRole('button', { name: 'Next page' }).click()
  await page.getByText(/^Page 2: 10 rows/).waitFor()
  await rows.last().getByText('1001').waitFor()
  assert.ok(await page.getByRole('button', { name: 'Next page' }).isDisabled())
  await page.getByRole('button', { name: 'Page before' }).click()
  await rows.first().getByText('1060').waitFor()

  await name.fill('<script')
  await page.getByRole('combobox', { name: 'Module' }).selectOption('begins')
  await page.getByRole('button', { name: 'Look' }).click()
  await page.getByText(/^Page 1: \d+ rows? of \d+ read/).waitFor()
  await page.getByRole('cell', { name: longest }).waitFor()
  assert.equal(await barriersOf(page), [])
  // a module's name leads to its rows
  await page.getByRole('button', { name: script }).first().click()
  await page.getByText('The newest first.').waitFor()
  assert.is(await name.inputValue(), script)
  assert.equal(popped, [])
  await page.close()
})

it('says why there are no figures, and shows the rest', async ({ service, browser }) => {
  const denied = {
    status: 400,
    body: '{"__type":"AccessDeniedException","message":"User: arn:aws:iam::1:user/u is not authorized to perform: cloudwatch:GetMetricData"}',
  }
  const proxy = await startProxy(service.stack.endpoint, body =>
    body.includes('MetricDataQueries') ? denied : undefined,
  )
  const served = await serveConsole(proxy.endpoint)
  const page = await browser.open(served.url)
  await page.getByText(/No figures: .*GetMetricData/).waitFor()
  await part(page, 'topic', 'recv_message').getByText('not to be read').waitFor()
  await part(page, 'queue', 'dead letters')
    .getByText(/in flight/)
    .waitFor()
  await part(page, 'table', 'message_recv').click()
  await page.locator('tbody tr').first().waitFor()
  assert.equal(await barriersOf(page), [])
  await browser.picture(page, 'pipeline-no-figures')
  await page.close()
  await served.stop()
  await proxy.stop()
  assert.equal(served.bugs, [])
})

test.run()
