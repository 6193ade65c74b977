// MiniStack (https://pypi.org/project/ministack/) with service.yaml on it, on loopback alone. To have it compared:
// python3 -m venv .guac/ministack && .guac/ministack/bin/pip install ministack

import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { localClients } from '../../src/deploy/clients.ts'
import { createStack } from '../../src/deploy/create-stack.ts'
import { outputsOf } from '../../src/deploy/follow-stack.ts'

const program = '.guac/ministack/bin/ministack'

type MiniStack = {
  readonly endpoint: string
  readonly topicArn: string
  readonly stop: () => Promise<void>
}

/** Starts it and creates the stack; or says why not. */
export const startMiniStack = async (): Promise<MiniStack | string> => {
  if (!existsSync(program)) return `there is no ${program}`
  const port = await freePort()
  const endpoint = `http://127.0.0.1:${port}`
  const child = spawn(program, [], {
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
    await Promise.race([ended, wait(5000)])
    child.kill('SIGKILL')
    await ended
  }
  try {
    await answering(endpoint)
    const { cloudformation } = localClients(endpoint, 'us-east-1')
    const templateBody = await readFile('service.yaml', 'utf8')
    const stack = await createStack(cloudformation, { stackName: 'compared', templateBody, pollMs: 50 })
    return { endpoint, topicArn: outputsOf(stack).RecvMessageTopicArn ?? '', stop }
  } catch (error) {
    await stop()
    return `it does not run service.yaml: ${error}`
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
  throw new Error('it did not answer within 30 seconds')
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
