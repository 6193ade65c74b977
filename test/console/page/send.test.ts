// Sending in a browser: events, refused ones, and a fleet, each clicked through on a stack of its own.

import * as assert from 'uvu/assert'
import { barriersOf } from '../../helpers/browser.ts'
import { consoleSuite } from '../../helpers/console-suite.ts'

const { test, it } = consoleSuite('sending in a browser')

it('sends messages and a weekly diagnostic, and shows the rate that comes of them', async ({
  browser,
  page: { url },
}) => {
  const page = await browser.open(`${url}#/send`)
  await page.getByLabel('Module', { exact: true }).fill('<script>alert(1)</script>')
  await page.getByLabel('Timestamp').fill('18446744073709551614')
  await page.getByLabel('Messages').fill('40')
  await page.getByRole('button', { name: 'Send all' }).click()
  await page.getByText('recv × 40').waitFor()
  await page.getByText('40 ids').click()
  assert.is(await page.locator('td details div').count(), 40)

  await page.getByLabel('Weekly diagnostic').check()
  await page.getByLabel('Timestamp').fill('18446744073709551615')
  await page.getByLabel('Attempts', { exact: true }).fill('42')
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  const row = page.getByRole('row', { name: /weekly/ })
  await row.getByText('95.24 %').waitFor()
  assert.match(await row.innerText(), /18446744073709551615[\s\S]*40 of 42 assumed-start/)
  assert.match(await row.locator('.mono').innerText(), /^[\da-f-]{36}$/)
  assert.is(await row.getByRole('link').getAttribute('href'), '#/module/%3Cscript%3Ealert(1)%3C%2Fscript%3E')
  assert.is(await page.getByText('The rate of <script>alert(1)</script> is 95.24 %.').count(), 1)

  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await page.getByText('as before: it changes nothing').waitFor()
  assert.equal(await barriersOf(page), [])
  await browser.picture(page, 'send')
  await page.close()
})

it('says at once which field the service would refuse, and why, and goes there', async ({
  browser,
  page: { url },
}) => {
  const page = await browser.open(`${url}#/send`)
  const timestamp = page.getByLabel('Timestamp')
  await timestamp.fill('18446744073709551616')
  await page
    .getByText(
      'timestamp is 18446744073709551616; it must be an integer from 0 to 18446744073709551615, as digits only.',
    )
    .waitFor()
  await timestamp.fill('-1')
  await page.getByText('timestamp is "-1"').waitFor()
  await timestamp.fill('7')
  assert.is(await page.getByText('moduleId is missing').count(), 0, 'nobody has been to this field yet')
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await page.getByText('moduleId is missing.').waitFor()
  await page.locator('input[name=module]:focus').waitFor()
  assert.is(await page.getByText('Nothing yet').count(), 1)
  assert.equal(await barriersOf(page), [])
  await page.close()
})

it('sends JSON as it is, and only on purpose what the service refuses', async ({
  service,
  browser,
  page: { url },
}) => {
  const page = await browser.open(`${url}#/send`)
  await page.getByLabel('Weekly diagnostic').check()
  await page.getByLabel('As JSON').check()
  const text = page.getByLabel('Event as JSON')
  await text.fill('{"moduleid": "w", "timestamp": 5, "attempts": 1.5}')
  await page.getByText('attempts is 1.5; it must be an integer').waitFor()
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await page.locator('textarea:focus').waitFor()
  assert.is(await page.getByText('Nothing yet').count(), 1)
  await page.getByLabel('Send it even if').check()
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await page.getByText('refused: see the dead letters').waitFor()
  const [letter, ...others] = await service.deadLetters()
  assert.equal(others, [])
  assert.match(letter?.Body ?? '', /attempts is 1\.5/)
  await page.close()
})

it('refuses on the server, too, what the service would refuse', async ({ browser, page: { url } }) => {
  const page = await browser.open(`${url}#/send`)
  const token = await page.locator('meta[name=guac-token]').getAttribute('content')
  const answer = await fetch(`${url}api/send`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-guac-token': `${token}` },
    body: JSON.stringify({ kind: 'recv', text: '{"moduleId":"m","timestamp":1e3}', count: 1 }),
  })
  assert.is(answer.status, 400)
  assert.match(JSON.stringify(await answer.json()), /timestamp is 1e3; it must be an integer/)
  await page.close()
})

it('plays a fleet, shows how far it is, and judges it; another one waits', async ({
  browser,
  page: { url },
}) => {
  const page = await browser.open(`${url}#/send`)
  const other = await browser.open(`${url}#/send`)
  page.setDefaultTimeout(180_000)
  await page.getByLabel('Modules', { exact: true }).fill('0')
  await page.getByText('Give a number from 1 to 200.').waitFor()
  await page.getByLabel('Modules', { exact: true }).fill('200')
  await page.getByLabel('Weeks', { exact: true }).fill('52')
  await page.getByText('more than the 100,000 that the console plays').waitFor()
  for (const [label, value] of [
    ['Modules', '4'],
    ['Weeks', '3'],
    ['Attempts a week', '10'],
    ['Seed', '11'],
    ['Seconds a week', '1'],
  ] as const)
    await page.getByLabel(label, { exact: true }).fill(value)
  await page.getByText('120 attempts, 12 reports').waitFor()
  await page.getByRole('button', { name: 'Play a fleet' }).click()
  await page.getByRole('progressbar').waitFor()
  await other.getByText('One is being played.').waitFor()
  assert.ok(await other.getByRole('button', { name: 'Play a fleet' }).isDisabled())
  await page
    .getByText(/Every rate is exact or within its bounds|No rate is wrong that could be known/)
    .first()
    .waitFor()
  assert.match(await page.locator('.figures').innerText(), /wrong\s+0\s+missing\s+0/)
  await page.getByRole('link', { name: 'sim-11-1' }).waitFor()
  assert.equal(await barriersOf(page), [])
  await browser.picture(page, 'play')

  await page.getByLabel('Seed').fill('11')
  await page.getByRole('button', { name: 'Play a fleet' }).click()
  await page.getByText('Choose another seed').waitFor()
  browser.faults.splice(0)
  await page.close()
  await other.close()
})

it('stops a fleet', async ({ browser, page: { url } }) => {
  const page = await browser.open(`${url}#/send`)
  await page.getByLabel('Seconds a week').fill('60')
  await page.getByLabel('Seed').fill('12')
  await page.getByRole('button', { name: 'Play a fleet' }).click()
  await page.getByRole('button', { name: 'Stop' }).click()
  await page.getByText('The fleet of seed 12 was stopped.').waitFor()
  assert.ok(await page.getByRole('button', { name: 'Play a fleet' }).isEnabled())
  await page.close()
})

test.run()
