// https://docs.aws.amazon.com/sns/latest/api/API_Publish.html, in the query protocol: SNS has no JSON one.

import type { Aws } from './connect.ts'

type Attributes = Readonly<Record<string, { readonly DataType: string; readonly StringValue: string }>>

/** Publishes a message with its attributes to a topic. */
export const publish = (
  aws: Aws,
  TopicArn: string,
  Message: string,
  attributes: Attributes,
): Promise<unknown> => {
  const form = new URLSearchParams({ Action: 'Publish', Version: '2010-03-31', TopicArn, Message })
  Object.entries(attributes).forEach(([name, { DataType, StringValue }], i) => {
    const entry = `MessageAttributes.entry.${i + 1}`
    form.set(`${entry}.Name`, name)
    form.set(`${entry}.Value.DataType`, DataType)
    form.set(`${entry}.Value.StringValue`, StringValue)
  })
  const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' }
  return aws('sns', 'Publish', headers, `${form}`)
}
