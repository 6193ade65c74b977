// An HTTP server that answers PublishBatch as SNS does, so that the real client can be told of throttling and faults,
// which the local stack does not have.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SNSClient } from '@aws-sdk/client-sns'

/** What SNS says of an entry that it did not take. */
export type Fault = { readonly code: string; readonly message: string; readonly senderFault: boolean }

/** What SNS answers to a batch: a fault or nothing for each text, or an error for the whole of it. */
export type Answer =
  | readonly (Fault | undefined)[]
  | { readonly status: number; readonly code: string; readonly message: string }

export type Script = (texts: readonly string[], request: number) => Answer | Promise<Answer>

const textsIn = (form: URLSearchParams): readonly string[] => {
  const texts: string[] = []
  for (;;) {
    const text = form.get(`PublishBatchRequestEntries.member.${texts.length + 1}.Message`)
    if (text === null) return texts
    texts.push(text)
  }
}

/** Starts the server. `taken` are the texts that it took, in the order of arrival. */
export const startScriptedSns = async (script: Script) => {
  const taken: string[] = []
  let requests = 0
  let open = 0
  let mostOpen = 0
  const server = createServer(async (request, response) => {
    open += 1
    mostOpen = Math.max(mostOpen, open)
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const texts = textsIn(new URLSearchParams(Buffer.concat(chunks).toString()))
    requests += 1
    const answer = await script(texts, requests)
    response.setHeader('content-type', 'text/xml')
    open -= 1
    if ('status' in answer) {
      response.statusCode = answer.status
      const { code, message } = answer
      response.end(
        `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
      )
      return
    }
    taken.push(...texts.filter((_, index) => !answer[index]))
    const members = (which: (fault: Fault | undefined) => string) =>
      texts.map((_, index) => which(answer[index]).replace('ID', `${index}`)).join('')
    const successful = members(fault => (fault ? '' : '<member><Id>ID</Id><MessageId>m</MessageId></member>'))
    const failed = members(fault =>
      fault
        ? `<member><Id>ID</Id><Code>${fault.code}</Code><Message>${fault.message}</Message><SenderFault>${fault.senderFault}</SenderFault></member>`
        : '',
    )
    response.end(
      `<PublishBatchResponse><PublishBatchResult><Successful>${successful}</Successful><Failed>${failed}</Failed></PublishBatchResult></PublishBatchResponse>`,
    )
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const sns = new SNSClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  })
  return {
    sns,
    taken,
    requests: () => requests,
    mostOpen: () => mostOpen,
    stop: async () => {
      sns.destroy()
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
