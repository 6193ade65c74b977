// Publishers in a process of their own, so that they take no time from the stack's: received messages to a topic, by so
// many connections at once, each with one request under way. Prints when the first was sent, in ms since 1970, and how
// many requests failed. `node publish.js ENDPOINT TOPIC_ARN COUNT CONNECTIONS BATCH [FIRST_TIMESTAMP]`

import { Agent, request } from 'node:http'

const [endpoint, topicArn, countText, connectionsText, batchText, firstText = '1'] = process.argv.slice(2)
const [count, connections, batch, first] = [countText, connectionsText, batchText, firstText].map(Number)
const agent = new Agent({ keepAlive: true, maxSockets: connections })
const headers = {
  'content-type': 'application/x-www-form-urlencoded',
  // nobody checks the signature here, and to make one is the publisher's cost, not the stack's
  authorization: 'AWS4-HMAC-SHA256 Credential=bench/20250101/us-east-1/sns/aws4_request, Signature=0',
}

// far ahead, so that none is late: a late message costs a read and a line of the log more
const onTime = 4_000_000_000
const message = index => `{"moduleId":"bench-${index % 100}","timestamp":${onTime + first + index}}`

const form = index => {
  const body = new URLSearchParams({
    Action: batch === 1 ? 'Publish' : 'PublishBatch',
    Version: '2010-03-31',
    TopicArn: topicArn,
  })
  if (batch === 1) body.set('Message', message(index))
  else
    for (let entry = 0; entry < batch && index + entry < count; entry += 1) {
      const name = `PublishBatchRequestEntries.member.${entry + 1}`
      body.set(`${name}.Id`, `${entry}`)
      body.set(`${name}.Message`, message(index + entry))
    }
  return body.toString()
}

/** Whether the request was answered well. */
const publish = body =>
  new Promise(resolve => {
    const sent = request(endpoint, { method: 'POST', agent, headers }, answer => {
      const ended = () => resolve(answer.statusCode === 200 && answer.complete)
      answer.resume().on('end', ended).on('close', ended)
    })
    sent.on('error', () => resolve(false)).end(body)
  })

let next = 0
let failed = 0
const publisher = async () => {
  while (next < count) {
    const index = next
    next += batch
    if (!(await publish(form(index)))) failed += 1
  }
}
const began = performance.timeOrigin + performance.now()
await Promise.all(Array.from({ length: connections }, publisher))
agent.destroy()
process.stdout.write(JSON.stringify({ began, failed }))
