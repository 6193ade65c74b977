// What all views have in common: the frame, by keyboard alone, at every width, in both themes, and when guac has gone.

import * as assert from 'uvu/assert'
import { barriersOf, serveConsole } from '../../helpers/browser.ts'
import { consoleSuite } from '../../helpers/console-suite.ts'

const { test, it } = consoleSuite('the frame of the console')

it('is used by keyboard alone: past the links, to a view, through a form', async ({
  service,
  browser,
  page: { url },
}) => {
  const page = await browser.open(url)
  await page.getByRole('heading', { name: 'Pipeline' }).waitFor()
  assert.is(await page.title(), 'Pipeline · guac')
  await page.keyboard.press('Tab')
  await page.locator('button:focus').getByText('Skip to the view').waitFor()
  await page.keyboard.press('Enter')
  await page.locator('main:focus').waitFor()

  await page.getByRole('link', { name: 'Send' }).focus()
  await page.keyboard.press('Enter')
  await page.locator('h2:focus').getByText('Send').waitFor()
  assert.is(await page.title(), 'Send · guac')
  assert.is(await page.getByRole('link', { name: 'Send' }).getAttribute('aria-current'), 'page')

  // from the heading: two choices, then the fields
  for (const step of ['Tab', 'Tab', 'Tab']) await page.keyboard.press(step)
  await page.keyboard.type('by-hand')
  await page.keyboard.press('Enter')
  await page.getByRole('row', { name: /recv by-hand/ }).waitFor()
  await service.stack.idle()
  assert.equal(await service.deadLetters(), [])
  await page.close()
})

it('says of an address that leads nowhere where others lead', async ({ browser, page: { url } }) => {
  const page = await browser.open(`${url}#/nonsense/%E0%A4%A`)
  await page.getByText('There is no such view.').waitFor()
  assert.equal(await barriersOf(page), [])
  await page.close()
})

it('says once, at the top, that guac has gone, and goes on by itself when it is back', async ({
  service,
  browser,
}) => {
  const first = await serveConsole(service.stack.endpoint)
  const { port } = new URL(first.url)
  const page = await browser.open(first.url)
  await page.getByText('recv_message').first().waitFor()
  await first.stop()
  const lost = page.getByText('guac no longer answers')
  await lost.waitFor()
  assert.is(await lost.count(), 1)
  assert.equal(await barriersOf(page), [])
  await browser.picture(page, 'lost')

  const second = await serveConsole(service.stack.endpoint, { port: Number(port) })
  await lost.waitFor({ state: 'detached' })
  // with the token of the new one
  await page.getByRole('link', { name: 'Send' }).click()
  await page.getByLabel('Module', { exact: true }).fill('again')
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await page.getByRole('row', { name: /recv again/ }).waitFor()
  await page.close()
  await second.stop()
  assert.equal([first.bugs, second.bugs], [[], []])
  browser.faults.splice(0)
})

it('asks before it plays a fleet on AWS, and does nothing without a yes', async ({ service, browser }) => {
  const away = await serveConsole(service.stack.endpoint, { loopback: false })
  const page = await browser.open(`${away.url}#/send`)
  await page.getByText('AWS', { exact: true }).waitFor()
  await page.getByLabel('Seed').fill('77')
  await page.getByRole('button', { name: 'Play a fleet' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('made-up modules named sim-77-…').waitFor()
  assert.equal(await barriersOf(page), [])
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await dialog.waitFor({ state: 'detached' })

  const token = await page.locator('meta[name=guac-token]').getAttribute('content')
  const fleet = { modules: 1, weeks: 1, messages: 1, loss: 0, seed: 77, seconds: 0 }
  const answer = await fetch(`${away.url}api/play`, {
    method: 'POST',
    headers: { 'x-guac-token': `${token}` },
    body: JSON.stringify(fleet),
  })
  assert.is(answer.status, 400)
  assert.match(JSON.stringify(await answer.json()), /made-up modules[\s\S]*Confirm it/)
  await service.stack.idle()
  assert.equal(await service.rates(), [])
  await page.close()
  await away.stop()
  assert.equal(away.bugs, [])
})

test.run()
