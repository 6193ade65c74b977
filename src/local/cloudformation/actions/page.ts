// Lists that are too long for one answer. The token names the last item that was shown, so that what comes in at
// the head of a list meanwhile, as events do, shifts nothing.

import { AwsError } from '../../protocol/aws-error.ts'
import { type Params, text } from '../../protocol/query.ts'

const perPage = 100

/** The items of the page that the request asks for, and the token of the next one if there is one. */
export const page = <Item>(
  params: Params,
  items: readonly Item[],
  nameOf: (item: Item) => string,
): { readonly items: readonly Item[]; readonly NextToken: string | undefined } => {
  const token = text(params, 'NextToken')
  const shown = token ? Buffer.from(token, 'base64url').toString() : undefined
  const from = shown === undefined ? 0 : items.findIndex(item => nameOf(item) === shown) + 1
  if (shown !== undefined && from === 0)
    throw new AwsError('ValidationError', 'NextToken does not belong to this list.')
  const some = items.slice(from, from + perPage)
  const last = some.at(-1)
  const more = last !== undefined && from + some.length < items.length
  return { items: some, NextToken: more ? Buffer.from(nameOf(last)).toString('base64url') : undefined }
}
