// Whatever order, repetition and delay the deliveries have and whatever crashes: what is published is what the
// definition gives. GUAC_FLEETS=10000 runs that many fleets instead of some hundreds.

import * as fc from 'fast-check'
import { suite } from 'uvu'
import { checked } from './checked.ts'
import { aModule } from './fleet.ts'

const test = suite('exact rates')
const fleets = Number(process.env.GUAC_FLEETS ?? 500)

test('each rate is what the definition gives for what is stored, and stands when all was stored in time', () =>
  fc.assert(
    fc.asyncProperty(fc.array(aModule, { minLength: 1, maxLength: 3 }), async fleet => {
      for (const module of fleet) await checked(module)
    }),
    { numRuns: fleets },
  ))

test.run()
