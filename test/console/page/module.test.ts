// A module in a browser: its rates, its resets, late messages, and what comes while one looks on.

import type { Page } from 'playwright-core'
import * as assert from 'uvu/assert'
import { barriersOf } from '../../helpers/browser.ts'
import { consoleSuite } from '../../helpers/console-suite.ts'
import { monday, week } from '../../helpers/published-rows.ts'
import { range, type Service } from '../../helpers/service.ts'

const { test, it } = consoleSuite('a module in a browser')
const name = 'm/7 <b>ä</b>'
const at = (place: number): string => `#/module/${encodeURIComponent(place === 0 ? name : `m${place}`)}`
const grid = (page: Page) => page.getByRole('grid', { name: 'Reports, newest first' })
const rowTexts = async (page: Page, row: number) => {
  const cells = await grid(page)
    .locator(`[aria-rowindex="${row + 2}"] td`)
    .allInnerTexts()
  return cells.map(text => text.trim())
}
const clipboard = (page: Page) => page.evaluate<string>('navigator.clipboard.readText()')

/** The end of a week, and messages of the day before it. */
const end = (place: number): number => monday + place * week
const messages = (place: number, count: number) => range(end(place) - count, end(place) - 1)

const play = async (service: Service): Promise<void> => {
  await service.recvAll(name, messages(0, 9))
  await service.weekly({ moduleid: name, timestamp: end(0), attempts: 10 })
  await service.rates()
  // later than its report by far
  await service.recvAll(name, [end(0) - 20])
  await service.recvAll(name, messages(1, 8))
  await service.weekly({ moduleid: name, timestamp: end(1), attempts: 20 })
  await service.rates()
  await service.recvAll(name, messages(2, 4))
  await service.weekly({ moduleid: name, timestamp: end(2), attempts: 5 })
  await service.rates()
}

it('shows each report with its reset, its bounds and its late messages', async ({
  browser,
  page: { url },
  service,
}) => {
  await play(service)
  const page = await browser.open(`${url}${at(0)}`)
  await page.getByRole('heading', { name: `Module ${name}` }).waitFor()
  await grid(page).waitFor()
  assert.equal(await rowTexts(page, 0), [
    '2026-01-19 00:00:00',
    '80.000',
    '0.000',
    '4',
    '↺ 5',
    'upper-bound',
    '4',
    '',
    '',
    `${end(2)}`,
  ])
  assert.equal(await rowTexts(page, 1), [
    '2026-01-12 00:00:00',
    '90.000',
    '',
    '18',
    '20',
    'assumed-start',
    '8',
    '',
    '',
    `${end(1)}`,
  ])
  assert.equal(await rowTexts(page, 2), [
    '2026-01-05 00:00:00',
    '90.000',
    '',
    '9',
    '10',
    'assumed-start',
    '10',
    '1',
    '1',
    `${end(0)}`,
  ])
  const chart = page.getByRole('img', {
    name: /^The rates of 3 reports, with 1 reset of the counter: from 80/,
  })
  assert.is(await chart.count(), 1)
  assert.equal(await barriersOf(page), [])
  await page.close()
})

it('copies every figure, and all of them as CSV, by mouse and by keyboard', async ({
  browser,
  page: { url },
}) => {
  const page = await browser.open(`${url}${at(0)}`)
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.getByRole('definition').getByRole('button', { name: '80.000 %' }).click()
  await page.getByText('Copied 80').waitFor()
  assert.is(await clipboard(page), '80')
  await grid(page)
    .getByRole('button', { name: `${end(1)}` })
    .click()
  assert.is(await clipboard(page), `${end(1)}`)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.getByText(`Copied ${end(0)}`).waitFor()
  assert.is(await clipboard(page), `${end(0)}`)
  await page.getByRole('button', { name: 'Copy all as CSV' }).click()
  await page.getByText('Copied 3 reports as CSV').waitFor()
  assert.equal((await clipboard(page)).split('\n'), [
    'moduleid,timestamp,attempts,received,success_rate,lower_bound,quality,reset,window,a_day_late,came_since',
    `${name},${end(0)},10,9,90,90,assumed-start,false,10,1,1`,
    `${name},${end(1)},20,18,90,90,assumed-start,false,8,0,0`,
    `${name},${end(2)},5,4,80,0,upper-bound,true,4,0,0`,
    '',
  ])
  await page.close()
})

it('reads out a report of a chart under the pointer, and goes to it in the table at a click', async ({
  browser,
  page: { url },
}) => {
  const page = await browser.open(`${url}${at(0)}`)
  const figure = page.getByRole('figure', { name: 'Attempts against received' })
  await figure.getByText('last report, 2026-01-19 00:00').waitFor()
  await figure.locator('.u-over').hover({ position: { x: 2, y: 20 } })
  await figure.getByText('report 1, 2026-01-05 00:00').waitFor()
  assert.is(await figure.getByRole('button', { name: '10' }).count(), 1)
  await figure.locator('.u-over').click({ position: { x: 2, y: 20 } })
  await grid(page).locator('tr.marked[aria-rowindex="4"]').waitFor()
  await page.close()
})

it('shows a new rate by itself', async ({ browser, page: { url }, service }) => {
  const page = await browser.open(`${url}${at(0)}`)
  await grid(page).waitFor()
  await service.recvAll(name, messages(3, 5))
  await service.weekly({ moduleid: name, timestamp: end(3), attempts: 10 })
  await grid(page).locator('[aria-rowindex="2"]').getByRole('button', { name: '90.000' }).waitFor()
  assert.is((await rowTexts(page, 0))[0], '2026-01-26 00:00:00')
  await page.close()
})

it('keeps every digit, and shows reports beside each other where their times make no picture', async ({
  browser,
  page: { url },
  service,
}) => {
  await service.recvAll('m1', ['5', '18446744073709551614'])
  await service.weekly({ moduleid: 'm1', timestamp: 10, attempts: 2 })
  await service.weekly('{"moduleid":"m1","timestamp":18446744073709551615,"attempts":4}')
  await service.rates()
  const page = await browser.open(`${url}${at(1)}`)
  await grid(page).getByRole('button', { name: '18446744073709551615' }).first().waitFor()
  await page.getByText('The reports stand one beside the other').waitFor()
  await page.close()
})

it('says so where a module has no reports, and leads to the others', async ({ browser, page: { url } }) => {
  const page = await browser.open(`${url}${at(2)}`)
  await page.getByText('There is no report of a module m2 here.').waitFor()
  await page.getByRole('link', { name: 'Fleet' }).last().click()
  await page.getByRole('heading', { name: 'Fleet' }).waitFor()
  await page.close()
})

for (const [width, colorScheme] of [
  [400, 'dark'],
  [1600, 'light'],
] as const)
  it(`has nothing beyond ${width} px, and nothing that a screen reader could not use, in the ${colorScheme}`, async ({
    browser,
    page: { url },
  }) => {
    const page = await browser.open(`${url}${at(0)}`, { width, colorScheme })
    await grid(page).waitFor()
    assert.is(await page.evaluate('document.documentElement.scrollWidth'), width)
    assert.equal(await barriersOf(page), [])
    await browser.picture(page, `module-${width}-${colorScheme}`)
    await page.close()
  })

test.run()
