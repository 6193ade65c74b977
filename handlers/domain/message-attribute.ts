// Message attributes, which SNS and SQS shape alike.

export type MessageAttribute = { readonly DataType: 'String' | 'Number'; readonly StringValue: string }

/** A message and its attributes, ready to be sent. */
export type Outgoing = {
  readonly message: string
  readonly attributes: Readonly<Record<string, MessageAttribute>>
}

export const textAttribute = (StringValue: string): MessageAttribute => ({ DataType: 'String', StringValue })

/** A number from 0 on, in plain decimal with all its digits: SNS's filters do not know exponents. */
export const numberAttribute = (value: number): MessageAttribute => {
  const [mantissa = '', zeros] = `${value}`.split('e-')
  const plain = zeros ? `0.${'0'.repeat(Number(zeros) - 1)}${mantissa.replace('.', '')}` : mantissa
  return { DataType: 'Number', StringValue: plain }
}
