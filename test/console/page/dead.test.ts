// Dead letters in a browser: read whole, handled after all, discarded for good.

import { SendMessageCommand } from '@aws-sdk/client-sqs'
import * as assert from 'uvu/assert'
import { barriersOf } from '../../helpers/browser.ts'
import { consoleSuite } from '../../helpers/console-suite.ts'

const { test, it } = consoleSuite('dead letters in a browser')

it('says that there is none, and how to see one', async ({ browser, page: { url } }) => {
  const page = await browser.open(`${url}#/dead`)
  await page.getByText('There is no dead letter.').waitFor()
  assert.equal(await barriersOf(page), [])
  await page.close()
})

it('shows a letter whole, digit for digit, and nothing in it as HTML', async ({
  service,
  browser,
  page: { url },
}) => {
  const event = '{"moduleId":"<img src=x onerror=alert(1)>","timestamp":18446744073709551616}'
  await service.recv(event)
  await service.stack.idle()
  const page = await browser.open(`${url}#/dead`)
  const letter = page.getByRole('listitem')
  await letter.getByText('timestamp is 18446744073709551616; it must be an integer from 0 to').waitFor()
  assert.match(await letter.innerText(), /recv_message\s+from its handler\s+less than a minute old/)
  await letter.getByText('The event, and the letter').click()
  const shown = letter.getByRole('region', { name: 'Event' })
  assert.is(
    await shown.innerText(),
    '{\n  "moduleId": "<img src=x onerror=alert(1)>",\n  "timestamp": 18446744073709551616\n}',
  )
  await letter.getByLabel('As it is').check()
  assert.is(await shown.innerText(), event)
  assert.match(await letter.getByRole('region', { name: 'Letter' }).innerText(), /^\{"reason":/)
  assert.equal(await barriersOf(page), [])

  await page.getByLabel('All 1').check()
  await page.getByRole('button', { name: 'Discard' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('Discard 1 dead letter?').waitFor()
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'hidden' })
  // the focus is where it was before the question
  await page.locator('button:focus').getByText('Discard').waitFor()
  await page.getByRole('button', { name: 'Discard' }).click()
  await dialog.getByRole('button', { name: 'Discard 1 dead letter' }).click()
  await page.getByText('1 discarded.').waitFor()
  await page.getByRole('button', { name: 'Look again' }).click()
  await page.getByText('There is no dead letter.').waitFor()
  assert.equal(await service.deadLetters(), [])
  await page.close()
})

it('redrives what can be handled now, keeps what is refused again, and says which', async ({
  service,
  browser,
  page: { url },
}) => {
  // one that SNS could not hand over at the time, and one that no time will mend
  await service.sqs.send(
    new SendMessageCommand({
      QueueUrl: service.output('DeadLetterQueueUrl'),
      MessageBody: JSON.stringify({
        Type: 'Notification',
        MessageId: '1',
        TopicArn: service.output('RecvMessageTopicArn'),
        Message: '{"moduleId":"late","timestamp":7}',
        Timestamp: '2026-11-22T00:00:00.000Z',
      }),
    }),
  )
  await service.recv({ moduleId: 'm', timestamp: 1.5 })
  await service.stack.idle()
  const page = await browser.open(`${url}#/dead`)
  await page.getByLabel('All 2').check()
  await browser.picture(page, 'dead')
  await page.getByRole('button', { name: 'Redrive' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Redrive 2 dead letters' }).click()
  await page.getByText('1 handled, 1 kept.').waitFor()
  await page.locator('[role=status]:focus').waitFor()
  assert.match(await page.getByRole('listitem').nth(0).innerText(), /SNS could not[\s\S]*\nhandled\n/)
  assert.match(await page.getByRole('listitem').nth(1).innerText(), /kept: timestamp is 1\.5/)
  assert.equal(await barriersOf(page), [])
  const [kept, ...others] = await service.deadLetters()
  assert.match(kept?.Body ?? '', /timestamp is 1\.5/)
  assert.equal(others, [])
  await page.close()
})

it('asks for more than a click before it discards many', async ({ service, browser, page: { url } }) => {
  for (const text of ['no json', '[]', '{}']) await service.weekly(text)
  await service.stack.idle()
  const page = await browser.open(`${url}#/dead`)
  await page.getByLabel('All 3').check()
  await page.getByRole('button', { name: 'Discard' }).click()
  const dialog = page.getByRole('dialog')
  const agree = dialog.getByRole('button', { name: 'Discard 3 dead letters' })
  assert.ok(await agree.isDisabled())
  assert.equal(await barriersOf(page), [])
  await browser.picture(page, 'discard')
  await dialog.getByLabel('Type discard 3 to go on').fill('discard 3')
  await page.keyboard.press('Enter')
  await page.getByText('3 discarded.').waitFor()
  assert.equal(await service.deadLetters(), [])
  await page.close()
})

it('says so of a letter that somebody else has taken meanwhile', async ({
  service,
  browser,
  page: { url },
}) => {
  await service.weekly('[]')
  await service.stack.idle()
  const page = await browser.open(`${url}#/dead`)
  await page.getByLabel('All 1').check()
  assert.is((await service.deadLetters()).length, 1)
  await page.getByRole('button', { name: 'Redrive' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Redrive 1 dead letter' }).click()
  await page.getByText('1 not there.').waitFor()
  await page.close()
})

test.run()
