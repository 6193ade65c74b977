import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { count } from '../../../handlers/aws/metrics.ts'
import { worldAt } from '../local-aws.ts'

const test = suite('metrics')

test('counts go out as one line in the embedded metric format', () => {
  const { world, lines } = worldAt('http://127.0.0.1:1', { AWS_LAMBDA_FUNCTION_NAME: 'dev-guac-recv' })
  count({ ...world, now: () => 1000 }, { Late: 1, Clamped: 0, UpperBound: 2 })
  assert.equal(
    lines.map(line => JSON.parse(line)),
    [
      {
        _aws: {
          Timestamp: 1000,
          CloudWatchMetrics: [
            {
              Namespace: 'bookish-guacamole',
              Dimensions: [['FunctionName']],
              Metrics: [
                { Name: 'Late', Unit: 'Count' },
                { Name: 'UpperBound', Unit: 'Count' },
              ],
            },
          ],
        },
        FunctionName: 'dev-guac-recv',
        Late: 1,
        UpperBound: 2,
      },
    ],
  )
})

test('a measurement goes out with all its values, in percent, and no more of them than the format takes', () => {
  const { world, lines } = worldAt('http://127.0.0.1:1', {})
  const many = Array.from({ length: 101 }, (_, i) => i)
  count(world, { SuccessRate: [95.5, 0], LowRate: many, Late: 0 })
  const [line] = lines.map(text => JSON.parse(text))
  assert.equal(line._aws.CloudWatchMetrics[0].Metrics, [
    { Name: 'SuccessRate', Unit: 'Percent' },
    { Name: 'LowRate', Unit: 'Percent' },
  ])
  assert.equal([line.SuccessRate, line.LowRate], [[95.5, 0], many.slice(0, 100)])
})

test('nothing is written of nothing', () => {
  const { world, lines } = worldAt('http://127.0.0.1:1', {})
  count(world, { Late: 0, SuccessRate: [] })
  assert.equal(lines, [])
})

test.run()
