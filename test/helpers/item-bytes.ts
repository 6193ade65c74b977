// The bytes of an item by DynamoDB's rules.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html

export type Attribute = { readonly S?: string; readonly N?: string; readonly NULL?: boolean }

const numberBytes = (text: string): number => {
  const digits = text.replace(/^-|\.|e.*$/gi, '').replace(/^0+|0+$/g, '')
  return Math.ceil(Math.max(1, digits.length) / 2) + 1
}

const valueBytes = ({ S, N }: Attribute): number =>
  S !== undefined ? Buffer.byteLength(S) : N !== undefined ? numberBytes(N) : 1

export const itemBytes = (item: Readonly<Record<string, Attribute>>): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value), 0)
