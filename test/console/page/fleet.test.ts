// The fleet in a browser: ten thousand modules, and what comes while one looks on.

import type { Page } from 'playwright-core'
import * as assert from 'uvu/assert'
import { barriersOf } from '../../helpers/browser.ts'
import { consoleSuite } from '../../helpers/console-suite.ts'
import { manyModules, monday, putPublished, week } from '../../helpers/published-rows.ts'
import { range } from '../../helpers/service.ts'

const { test, it } = consoleSuite('the fleet in a browser')
const many = 10_000

const grid = (page: Page) => page.getByRole('grid', { name: 'Modules' })
/** The names that the list shows first. */
const names = async (page: Page, count: number): Promise<readonly string[]> =>
  (await grid(page).locator('tbody a').allInnerTexts()).slice(0, count)
const clipboard = (page: Page) => page.evaluate<string>('navigator.clipboard.readText()')

it('says what to do where there is no rate yet, and shows the first one by itself', async ({
  browser,
  page: { url },
  service,
}) => {
  const page = await browser.open(`${url}#/fleet`)
  await page.getByText('No rate has been published yet.').waitFor()
  const name = '<script>alert(1)</script>'
  await service.recvAll(name, range(monday - 8, monday - 1))
  await service.weekly({ moduleid: name, timestamp: monday, attempts: 10 })
  await grid(page).getByRole('link', { name }).waitFor()
  assert.is(await grid(page).getByRole('button', { name: '80.000' }).count(), 1)
  await page.close()
})

it('shows ten thousand modules, worst first, with only those in view in the document', async ({
  browser,
  page: { url },
  service,
}) => {
  await putPublished(service.dynamodb, service.output('ReceivedWindowTableName'), manyModules(many, 1))
  const page = await browser.open(`${url}#/fleet`)
  await page.getByText('10,001 modules').first().waitFor()
  assert.equal(await names(page, 3), ['m-0000', 'm-0001', 'm-0002'])
  assert.is(await grid(page).getAttribute('aria-rowcount'), '10002')
  const rows = await grid(page).locator('tbody tr[aria-rowindex]').count()
  assert.ok(rows < 60, `${rows} rows are in the document`)
  const chart = page.getByRole('img', { name: /^Histogram of the last rates of 10,001 modules/ })
  assert.match((await chart.getAttribute('aria-label')) ?? '', /and 5,000 below 50 %\.$/)
  assert.equal(await barriersOf(page), [])
  await page.close()
})

it('is gone through by keyboard alone, from the first to the last, and to a module', async ({
  browser,
  page: { url },
}) => {
  const page = await browser.open(`${url}#/fleet`)
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await grid(page).getByRole('link', { name: 'm-0000' }).focus()
  const focused = () => page.evaluate<string>('document.activeElement.textContent.trim()')
  await page.keyboard.press('ArrowDown')
  assert.is(await focused(), 'm-0001')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  await page.getByText('Copied 0.01').waitFor()
  assert.is(await clipboard(page), '0.01')
  await page.keyboard.press('Control+End')
  assert.is(await focused(), '2026-01-05 00:00:00')
  await page.keyboard.press('Home')
  assert.is(await focused(), 'm-9999')
  await page.keyboard.press('PageUp')
  assert.match(await focused(), /^m-99[78]/)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: /^Module m-99/ }).waitFor()
  await page.goBack()
  await grid(page).getByRole('link', { name: 'm-9999' }).waitFor()
  await page.close()
})

it('finds modules by name, quality and rate, and copies what it finds as CSV', async ({
  browser,
  page: { url },
}) => {
  const page = await browser.open(`${url}#/fleet`)
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.getByLabel('Name').fill('M-00')
  await page.getByText('100 of 10,001 modules').waitFor()
  await page.getByRole('button', { name: /^upper-bound \d/ }).click()
  await page.getByText('50 of 10,001 modules').waitFor()
  await page.getByLabel('Below, in %').fill('0.05')
  await page.getByText('2 of 10,001 modules').waitFor()
  await page.getByRole('button', { name: 'Copy these as CSV' }).click()
  await page.getByText('Copied 2 modules as CSV').waitFor()
  assert.is(
    await clipboard(page),
    'moduleid,timestamp,success_rate,lower_bound,received,attempts,quality\n' +
      `m-0001,${monday},0.01,0,1,10000,upper-bound\nm-0003,${monday},0.03,0.01,3,10000,upper-bound\n`,
  )
  await page.getByRole('button', { name: 'Show all' }).click()
  await grid(page).getByRole('button', { name: 'module' }).click()
  await page.getByRole('heading', { name: 'Modules', exact: true }).waitFor()
  assert.equal(await names(page, 2), ['<script>alert(1)</script>', 'm-0000'])
  await page.close()
})

it('has a rate that is published while one looks on, in the list and over time', async ({
  browser,
  page: { url },
  service,
}) => {
  const page = await browser.open(`${url}#/fleet`)
  await page.getByText('10,001 modules').first().waitFor()
  const chart = page.getByRole('img', { name: /^Rates of the fleet/ })
  const before = await chart.getAttribute('aria-label')
  assert.match(before ?? '', /by hour, from 2026-01-05 to 2026-01-05/)
  await service.recvAll('worst', range(monday + week - 20, monday + week - 20))
  await service.weekly({ moduleid: 'worst', timestamp: monday + week, attempts: 4_000_000_000 })
  await page.getByText('10,002 modules').first().waitFor()
  await grid(page).locator('[aria-rowindex="3"]').getByRole('link', { name: 'worst' }).waitFor()
  await page.getByRole('img', { name: /^Rates of the fleet by day, from 2026-01-05 to 2026-01-12/ }).waitFor()
  await page.getByText('As a table').click()
  const table = page.getByRole('grid', { name: 'Rate over time' })
  assert.equal(await table.locator('tbody tr').first().locator('td').allInnerTexts(), [
    '2026-01-12',
    '1',
    '0.00',
    '0.00',
    '0.00',
  ])
  await page.close()
})

it('is read again by a button, which then shows what nobody has heard of', async ({
  browser,
  page: { url },
  service,
}) => {
  const page = await browser.open(`${url}#/fleet`)
  await page.getByText('10,002 modules').first().waitFor()
  await putPublished(service.dynamodb, service.output('ReceivedWindowTableName'), [
    { module: 'unheard', timestamp: monday, published: '1 1 2 e' },
  ])
  await page.getByRole('button', { name: 'Read again' }).click()
  await page.getByText('10,003 modules').first().waitFor()
  await page.getByText(/^Read at .* 10,00\d rows, [\d.]+ read units$/).waitFor()
  await page.close()
})

for (const [width, colorScheme] of [
  [400, 'light'],
  [1600, 'dark'],
] as const)
  it(`has nothing beyond ${width} px, and nothing that a screen reader could not use, in the ${colorScheme}`, async ({
    browser,
    page: { url },
  }) => {
    const page = await browser.open(`${url}#/fleet`, { width, colorScheme })
    await grid(page).waitFor()
    assert.is(await page.evaluate('document.documentElement.scrollWidth'), width)
    assert.equal(await barriersOf(page), [])
    await browser.picture(page, `fleet-${width}-${colorScheme}`)
    await page.close()
  })

test.run()
