// AWS's own offline validator, https://github.com/aws-cloudformation/cloudformation-validate

import { createRequire } from 'node:module'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { judge } from './findings.ts'

const test = suite('cloudformation-validate')

type Diagnostic = {
  readonly ruleId: string
  readonly severity: string
  readonly message: string
  readonly propertyPath?: string
  readonly entity?: { readonly logicalId?: string }
}

type Validator = {
  readonly TemplateFile: new (path: string) => object
  readonly RegoEngine: new () => {
    readonly validateStandard: (template: object) => {
      readonly status: string
      readonly diagnostics: readonly Diagnostic[]
    }
    readonly free: () => void
  }
}

test('it finds nothing in service.yaml that is not explained, and each explanation is needed', () => {
  const require = createRequire(`${process.env.GUAC_NODE_TOOLS}/package.json`)
  const { RegoEngine, TemplateFile } = require('@aws/cloudformation-validate') as Validator
  const engine = new RegoEngine()
  const { diagnostics } = engine.validateStandard(new TemplateFile('service.yaml'))
  engine.free()
  const findings = diagnostics.map(({ ruleId, severity, message, propertyPath = '', entity }) => ({
    id: ruleId,
    resource: entity?.logicalId ?? '',
    text: `${severity} ${propertyPath}: ${message}`,
  }))
  assert.equal(judge('cloudformation-validate', findings), { unexplained: [], idle: [] })
})

test.run()
