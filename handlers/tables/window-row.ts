// The rows of received_window, in DynamoDB's terms.

import type { Row } from '../domain/report-change.ts'
import type { Counted, Window } from '../domain/window.ts'
import { number } from './keys.ts'

const of = (attribute: { readonly N?: string } | undefined): number | undefined =>
  attribute?.N === undefined ? undefined : Number(attribute.N)

export const windowIn = (row: Row): Window => {
  const [received, first, last] = [of(row.received), of(row.first), of(row.last)]
  const [since, counted, reopened] = [of(row.since), of(row.counted_at), of(row.reopened)]
  return {
    timestamp: BigInt(row.timestamp?.N ?? 0),
    ...(row.previous?.N !== undefined && { previous: BigInt(row.previous.N) }),
    ...(received !== undefined && {
      readings: {
        received,
        ...(first !== undefined && { first }),
        ...(last !== undefined && { last }),
        ...(since !== undefined && { since }),
        vague: row.vague?.S ?? '',
      },
    }),
    ...(counted !== undefined && { countedAt: counted }),
    ...(reopened !== undefined && { reopened }),
    ...(row.published?.S !== undefined && { published: row.published.S }),
  }
}

/** UpdateItem's expressions that keep a count whole, and only if the window was not reopened since. */
export const keepExpression = ({ previous, readings, countedAt, reopened }: Counted) => {
  const { received, first, last, since, vague } = readings
  const values = { previous, received, first, last, since, counted_at: countedAt }
  const set = ['#vague = :vague']
  const remove: string[] = []
  const ExpressionAttributeNames: Record<string, string> = { '#vague': 'vague' }
  const ExpressionAttributeValues: Record<string, object> = { ':vague': { S: vague } }
  for (const [name, value] of Object.entries(values)) {
    // Some of these are reserved words, and others may become so.
    ExpressionAttributeNames[`#${name}`] = name
    if (value === undefined) remove.push(`#${name}`)
    else {
      set.push(`#${name} = :${name}`)
      ExpressionAttributeValues[`:${name}`] = number(value)
    }
  }
  if (reopened !== undefined) ExpressionAttributeValues[':reopened'] = number(reopened)
  return {
    UpdateExpression: `SET ${set.join(', ')}${remove.length > 0 ? ` REMOVE ${remove.join(', ')}` : ''}`,
    ConditionExpression: reopened === undefined ? 'attribute_not_exists(reopened)' : 'reopened = :reopened',
    ExpressionAttributeNames,
    ExpressionAttributeValues,
  }
}
