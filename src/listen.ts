// A server of this machine alone.

import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Listening = {
  readonly port: number
  /** Gives the port back; whoever is connected is cut off. */
  readonly stop: () => Promise<void>
}

/** Listens on 127.0.0.1, port 0 for any free one. Throws Node's own EADDRINUSE when the port is taken. */
export const listen = async (server: Server, port: number): Promise<Listening> => {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
