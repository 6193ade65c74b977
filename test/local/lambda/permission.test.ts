import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { allows } from '../../../src/local/lambda/permission.ts'

const test = suite('permission')

const from = { principal: 'sns.amazonaws.com', sourceArn: 'arn:aws:sns:us-east-1:000000000000:recv' }
const cases: [string, string | undefined, boolean][] = [
  ['sns.amazonaws.com', from.sourceArn, true],
  ['sns.amazonaws.com', undefined, true],
  ['sns.amazonaws.com', 'arn:aws:sns:*:*:rec?', true],
  ['sns.amazonaws.com', 'arn:aws:sns:us-east-1:000000000000:re', false],
  ['sns.amazonaws.com', 'arn:aws:sns:us-east-1:000000000000:rec.', false],
  ['s3.amazonaws.com', from.sourceArn, false],
]
for (const [principal, sourceArn, allowed] of cases)
  test(`${principal} for ${sourceArn ?? 'anything'} ${allowed ? 'lets' : 'does not let'} SNS in`, () =>
    assert.is(allows({ principal, sourceArn }, from), allowed))

test.run()
