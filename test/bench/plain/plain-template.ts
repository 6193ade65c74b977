// The plain service as a template for the local stack: its handlers inline, and the AWS SDK where they find it, which on
// AWS comes with Lambda's runtime.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isMapping } from '../../../src/cfn/check-template.ts'
import { parseTemplate } from '../../../src/cfn/parse-template.ts'

const folder = 'test/bench/plain'

/** The body of the template, as JSON. */
export const plainTemplate = (): string => {
  const template = parseTemplate(readFileSync(join(folder, 'template.yaml'), 'utf8'))
  const Resources = Object.fromEntries(
    Object.entries(template.Resources).map(([name, resource]) => {
      const { Properties = {} } = resource
      const { Code, Environment } = Properties
      if (!isMapping(Code) || !isMapping(Environment) || !isMapping(Environment.Variables))
        return [name, resource]
      const ZipFile = readFileSync(join(folder, String(Code.ZipFile)), 'utf8')
      const Variables = { ...Environment.Variables, NODE_PATH: join(process.cwd(), 'node_modules') }
      return [
        name,
        { ...resource, Properties: { ...Properties, Code: { ZipFile }, Environment: { Variables } } },
      ]
    }),
  )
  return JSON.stringify({ ...template, Resources })
}
