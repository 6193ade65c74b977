// MiniStack (https://pypi.org/project/ministack/), an implementation of AWS that nobody here wrote, on loopback alone.
// `npm run verify` installs it.

import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

const folder = process.env.GUAC_PYTHON ?? '.guac/verify/python/bin'

export type MiniStack = { readonly endpoint: string; readonly stop: () => Promise<void> }

/** Whether it is installed. */
export const hasMiniStack = existsSync(join(folder, 'ministack'))

/** Starts it on a free port. Throws when it does not answer within 30 seconds. */
export const startMiniStack = async (): Promise<MiniStack> => {
  const port = await freePort()
  const endpoint = `http://127.0.0.1:${port}`
  const child = spawn(join(folder, 'ministack'), [], {
    stdio: 'ignore',
    env: {
      ...process.env,
      GATEWAY_PORT: `${port}`,
      BIND_HOST: '127.0.0.1',
      IOT_MTLS_ENABLED: '0',
    },
  })
  const ended = new Promise<void>(resolve => child.once('close', () => resolve()))
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM')
    await Promise.race([ended, wait(5000, undefined, { ref: false })])
    child.kill('SIGKILL')
    await ended
  }
  try {
    await answering(endpoint)
    return { endpoint, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

const answering = async (endpoint: string): Promise<void> => {
  for (let time = 0; time < 300; time += 1) {
    const answered = await fetch(`${endpoint}/_ministack/health`).then(
      () => true,
      () => false,
    )
    if (answered) return
    await wait(100)
  }
  throw new Error('MiniStack did not answer within 30 seconds')
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
