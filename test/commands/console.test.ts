// `guac console` as a person runs it: an address with a key, until Ctrl-C; and the page beside `guac dev`.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ListQueuesCommand } from '@aws-sdk/client-sqs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { showConsole } from '../../src/commands/console.ts'
import { fakeIo } from '../helpers/fake-io.ts'
import { guac, startGuac } from '../helpers/guac.ts'
import { type Service, startService } from '../helpers/service.ts'

const test = suite<{ service: Service; at: readonly string[] }>('guac console')

test.before(async context => {
  const service = await startService()
  Object.assign(context, { service, at: ['--endpoint-url', service.stack.endpoint] })
})
test.after(async ({ service }) => {
  await service.stop()
  assert.equal(service.bugs, [])
})

const addressIn = (text: string): string =>
  /http:\/\/127\.0\.0\.1:\d+\/(\?key=[\w-]+)?/.exec(text.replace(/at http\S+/, ''))?.[0] ?? ''

/** Enters as a browser does, and keeps the cookie. */
const enter = async (address: string) => {
  const { origin } = new URL(address)
  const entered = await fetch(address, { redirect: 'manual' })
  const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? ''
  return (path: string) => fetch(origin + path, { headers: { cookie } })
}

test('prints an address whose key opens it, and ends with Ctrl-C, leaving nothing behind', async ({
  service,
  at,
}) => {
  const { child, ended, saw, output } = startGuac(['console', '--port', '0', ...at])
  await saw('?key=')
  const address = addressIn(output())
  assert.is((await fetch(new URL(address).origin)).status, 401)
  const ask = await enter(address)
  assert.match(await (await ask('/')).text(), /<title>bookish-guacamole<\/title>/)
  assert.match(await (await ask('/api/about')).text(), /^\{"stackName":"bookish-guacamole"/)
  // a browser that looks on does not hold it up
  const events = (await ask('/api/events?topic=recv_message')).body?.getReader()
  let heard = ''
  while (!heard.includes('listening')) heard += new TextDecoder().decode((await events?.read())?.value)
  child.kill('SIGINT')
  const { code, stdout, stderr } = await ended
  await events?.cancel().catch(() => {})
  assert.equal([code, stderr], [0, ''])
  assert.match(
    stdout,
    /^The console of the stack bookish-guacamole at http:\/\/127\.0\.0\.1:\d+, until Ctrl-C:\n\n {2}http/,
  )
  const { QueueUrls = [] } = await service.sqs.send(
    new ListQueuesCommand({ QueueNamePrefix: 'guac-console-' }),
  )
  assert.equal(QueueUrls, [])
})

test('opens a browser where there is one, and none with --no-open', async ({ service }) => {
  for (const open of [true, false]) {
    const opened: string[] = []
    const world = fakeIo(process.cwd(), {
      browse: async url => {
        opened.push(url)
        world.stop.abort()
        return true
      },
    })
    if (!open) world.stop.abort()
    await showConsole(world.io, {
      stackName: 'bookish-guacamole',
      endpointUrl: service.stack.endpoint,
      port: '0',
      open,
    })
    assert.equal(opened, open ? [addressIn(world.printed.join('\n'))] : [])
    assert.equal(world.told, open ? ['Opening it in your browser.'] : [])
  }
})

test('a stack that is not there, or a port that is taken, ends it with what to do', async ({ at }) => {
  const nowhere = await guac('console', '--stack-name', 'nowhere', '--port', '0', ...at)
  assert.is(nowhere.code, 1)
  assert.match(nowhere.stderr, /nowhere/)
  const other = createServer().listen(0, '127.0.0.1')
  await new Promise(resolve => other.once('listening', resolve))
  other.unref()
  const { port } = other.address() as AddressInfo
  const taken = await guac('console', '--port', `${port}`, ...at)
  assert.is(taken.code, 1)
  assert.match(taken.stderr, new RegExp(`Port ${port} on 127\\.0\\.0\\.1 is in use\\.\\n.*--port`))
  const dev = await guac('dev', '--port', '0', '--no-deploy', '--console-port', `${port}`)
  assert.is(dev.code, 1)
  assert.match(dev.stderr, new RegExp(`Port ${port} on 127\\.0\\.0\\.1 is in use\\.\\n.*--console-port`))
  other.close()
  const wrong = await guac('dev', '--console-port', 'x')
  assert.equal([wrong.code, /--console-port is "x"/.test(wrong.stderr)], [2, true])
})

test('guac dev has the page beside its endpoint, without a key, and not with --no-console', async () => {
  const shown = startGuac(['dev', '--port', '0', '--no-deploy', '--console-port', '0'])
  await shown.saw('The console, to look at it in a browser: ')
  const address = addressIn(shown.output().split('browser: ')[1] ?? '')
  assert.is((await fetch(address)).status, 200)
  assert.is((await fetch(`${address}api/about`, { headers: { origin: 'http://evil.example' } })).status, 403)
  shown.child.kill('SIGINT')
  assert.is((await shown.ended).code, 0)
  const hidden = startGuac(['dev', '--port', '0', '--no-deploy', '--no-console'])
  await hidden.saw('AWS_ENDPOINT_URL')
  hidden.child.kill('SIGINT')
  const { code, stdout } = await hidden.ended
  assert.equal([code, /console/i.test(stdout)], [0, false])
})

test.run()
