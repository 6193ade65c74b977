import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { runTool } from '../helpers/run-tool.ts'

const test = suite('cfn-lint')

test('it finds nothing in service.yaml, the informational included', async () => {
  const { code, stdout, stderr } = await runTool(
    process.env.GUAC_PYTHON,
    'cfn-lint',
    '-c',
    'I',
    '--',
    'service.yaml',
  )
  assert.is(`${stdout}${stderr}`, '')
  assert.is(code, 0)
})

test.run()
