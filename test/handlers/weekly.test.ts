import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { makeWeekly } from '../../handlers/weekly.ts'
import { startAws } from './local-aws.ts'

const test = suite('weekly')
const aws = await startAws()
const weekly = makeWeekly(aws.world)
test.after(() => aws.close())

const report = (module: string, attempts: number | string, timestamp = '18446744073709551614') =>
  weekly({
    Records: [
      { Sns: { Message: `{"moduleid":"${module}","timestamp":${timestamp},"attempts":${attempts}}` } },
    ],
  })
const attemptsOf = async (module: string) =>
  (await aws.rows('weekly_diagnostic'))
    .filter(text => text.includes(`"${module}"`))
    .map(text => JSON.parse(text)[0][1].N)

test('a report becomes one row, its timestamp digit for digit', async () => {
  await report('a', 42)
  assert.ok(
    (await aws.rows('weekly_diagnostic')).includes(
      '[["attempts",{"N":"42"}],["moduleId",{"S":"a"}],["timestamp",{"N":"18446744073709551614"}]]',
    ),
  )
})

test('report with the same key and other attempts: the greater stands, whatever the order of arrival', async () => {
  await report('up', 41)
  await report('up', 42)
  await report('down', 42)
  await report('down', 41)
  await report('zero', 0)
  await report('zero', 0)
  assert.equal(await attemptsOf('up'), ['42'])
  assert.equal(await attemptsOf('down'), ['42'])
  assert.equal(await attemptsOf('zero'), ['0'])
})

test('a row without attempts takes them', async () => {
  const Item = { moduleId: { S: 'empty' }, timestamp: { N: '5' } }
  await aws.dynamo('PutItem', { TableName: 'weekly_diagnostic', Item })
  await report('empty', 3, '5')
  assert.equal(await attemptsOf('empty'), ['3'])
})

test('an invalid report goes to the dead-letter queue', async () => {
  await report('bad', 4294967296)
  const letter = JSON.parse(aws.sent.at(-1)?.MessageBody ?? '')
  assert.is(letter.hop, 'weekly_diagnostic')
  assert.match(letter.reason, 'attempts is 4294967296')
})

test.run()
