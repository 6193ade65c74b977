// A weekly diagnostic becomes one row, whose stream has its rate computed.

import { updateIf } from './aws/dynamodb.ts'
import { realWorld, type World } from './aws/world.ts'
import { decodeDiagnostic } from './domain/events.ts'
import { snsHandler } from './sns-handler.ts'
import { keyOf, number, update } from './tables/keys.ts'

export type Env = {
  readonly REPORT_TABLE: string
  readonly DEAD_LETTER_QUEUE_URL: string
}

/** The handler of the topic weekly_diagnostic in a given world. */
export const makeWeekly = (world: World<Env>) =>
  snsHandler(world, 'weekly_diagnostic', decodeDiagnostic, (aws, { module, timestamp, attempts }) =>
    // The greater attempts stands, in whatever order a report and its corrections arrive. A redelivery changes
    // nothing, so the stream stays silent.
    updateIf(
      aws,
      world.env.REPORT_TABLE,
      keyOf(module, timestamp),
      update(
        'SET attempts = :a',
        { ':a': number(attempts) },
        'attribute_not_exists(attempts) OR attempts < :a',
      ),
    ),
  )

export const weekly = makeWeekly(realWorld<Env>())
