// What HTTP alone takes on this machine: the same publishers and bodies, and a server that reads them and does nothing.

import { createServer } from 'node:http'
import { listen } from '../handlers/local-aws.ts'
import { publishAll } from './load.ts'
import { median } from './measure.ts'

const count = 2000

/** Ms of one exchange when so many publishers have one under way each. */
export const httpFloor = async (publishers: number): Promise<number> => {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request
      .on('data', chunk => chunks.push(chunk))
      .on('end', () => response.end(Buffer.concat(chunks).toString().length > 0 ? '{}' : ''))
  })
  const endpoint = await listen(server)
  const topicArn = 'arn:aws:sns:us-east-1:000000000000:recv_message'
  const times: number[] = []
  for (let round = 0; round < 4; round += 1) {
    const { began } = await publishAll({ endpoint, topicArn, count, publishers, batch: 1, first: 1 })
    // the first makes the machine code
    if (round > 0) times.push((performance.timeOrigin + performance.now() - began) / count)
  }
  server.close()
  return median(times)
}
