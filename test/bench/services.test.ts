// The two services that the benchmark meters: the plain one works, and ours takes a message for late by the clock of the play.

import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readUsed } from '../../src/play/read-used.ts'
import { type Service, startService } from '../helpers/service.ts'
import { plainTemplate } from './plain/plain-template.ts'
import { inPlayedTime, makeClock } from './played-time.ts'

const test = suite('services of the benchmark')

const usedOf = async ({ stack, outputs }: Service, from: number) => {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  const client = new CloudWatchClient({ endpoint: stack.endpoint, region: stack.region, credentials })
  return readUsed(client, outputs, from, Date.now())
}

test('the plain service counts all that a module has sent, and is metered', async () => {
  const from = Date.now()
  const service = await startService({ templateBody: plainTemplate() })
  try {
    await service.recvAll('m1', [1, 2, 3])
    await service.weekly({ moduleid: 'm1', timestamp: 3, attempts: 4 })
    const rates = await service.rates()
    assert.equal(
      rates.map(({ event }) => event),
      [{ moduleid: 'm1', timestamp: 3, success_rate: 75 }],
    )
    const used = await usedOf(service, from)
    assert.equal(
      [used.recvRequests, used.messageWrites, used.messageReads, used.reportWrites, used.ratesPublished],
      [3, 3, 1, 1, 1],
    )
    assert.ok(used.recvMs > 0 && used.successRateMs > 0)
    assert.equal(service.bugs, [])
  } finally {
    await service.stop()
  }
})

test('a message is late by the clock of the play', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'guac-'))
  const from = Date.now()
  const file = join(folder, 'clock')
  const clock = makeClock(file)
  clock.set(1_700_000_000_000)
  const service = await startService({ templateBody: await inPlayedTime(file, 42) })
  try {
    await service.recv({ moduleId: 'm1', timestamp: 1_700_000_000 })
    await service.stack.idle()
    assert.is((await usedOf(service, from)).reportReads, 0)
    clock.set(1_700_086_400_000)
    await service.recv({ moduleId: 'm1', timestamp: 1_700_000_000 })
    await service.stack.idle()
    const used = await usedOf(service, from)
    assert.equal([used.messageWrites, used.reportReads], [2, 1])
    assert.ok(used.logBytes > 100, `${used.logBytes} bytes`)
  } finally {
    await service.stop()
    rmSync(folder, { recursive: true })
  }
})

test.run()
