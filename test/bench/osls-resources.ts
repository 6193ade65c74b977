// What osls takes under `resources`: service.yaml without the functions, their logs and what calls them, which osls
// makes itself of serverless.yml.

import type { Template } from '../../src/cfn/template.ts'

const ofFunctions = ['RecvFunction', 'WeeklyFunction', 'SuccessRateFunction']
const made = [
  'AWS::Lambda::Function',
  'AWS::Lambda::Permission',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Logs::LogGroup',
]

/** The rest of the service, with the functions under the logical names that osls gives them. */
export const oslsResources = (template: Template) => {
  // osls makes no output of the mapping, whose logical name is its own
  const { SuccessRateMappingId: _, ...Outputs } = template.Outputs ?? {}
  const { Parameters, Conditions } = template
  const Resources = Object.fromEntries(
    Object.entries(template.Resources).filter(
      ([, { Type, Properties }]) =>
        !made.includes(Type) && !(Type === 'AWS::SNS::Subscription' && Properties?.Protocol === 'lambda'),
    ),
  )
  const text = JSON.stringify({ Parameters, Conditions, Resources, Outputs })
  const names = new RegExp(`\\b(${ofFunctions.join('|')})\\b`, 'g')
  return JSON.parse(text.replace(names, name => name.replace('Function', 'LambdaFunction'))) as Template
}
