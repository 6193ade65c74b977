import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { runTool } from '../helpers/run-tool.ts'
import { judge } from './findings.ts'

const test = suite('checkov')

type Failed = {
  readonly check_id: string
  readonly check_name: string
  /** AWS::SNS::Topic.LogicalId */
  readonly resource: string
}

test('it finds nothing in service.yaml that is not explained, and each explanation is needed', async () => {
  const { stdout } = await runTool(
    process.env.GUAC_CHECKOV,
    'checkov',
    ...['-f', 'service.yaml', '--framework', 'cloudformation', '-o', 'json', '--quiet'],
    // nothing is asked of checkov's makers
    '--skip-download',
  )
  const { results, summary } = JSON.parse(stdout)
  assert.is(summary.parsing_errors, 0)
  assert.ok(summary.passed > 20, 'it has looked')
  const findings = (results.failed_checks as Failed[]).map(
    ({ check_id: id, check_name: text, resource }) => ({
      id,
      text,
      resource: resource.split('.')[1] ?? '',
    }),
  )
  assert.equal(judge('checkov', findings), { unexplained: [], idle: [] })
})

test.run()
