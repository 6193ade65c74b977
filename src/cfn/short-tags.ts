// The short forms of CloudFormation's functions: !Sub text is { 'Fn::Sub': text }.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
import type { Value } from './template.ts'

/** Every short tag, and the name of its long form. */
export const shortTags: ReadonlyMap<string, string> = new Map([
  ['!Ref', 'Ref'],
  ['!Condition', 'Condition'],
  ...[
    'And',
    'Base64',
    'Cidr',
    'Equals',
    'FindInMap',
    'ForEach',
    'GetAZs',
    'GetAtt',
    'If',
    'ImportValue',
    'Join',
    'Length',
    'Not',
    'Or',
    'Select',
    'Split',
    'Sub',
    'ToJsonString',
    'Transform',
  ].map((name): [string, string] => [`!${name}`, `Fn::${name}`]),
])

/** Fn::GetAtt takes "Name.Attribute" in YAML; the attribute may hold dots, the logical name cannot. */
export const splitGetAtt = (value: Value): Value => {
  if (typeof value !== 'string') return value
  const dot = value.indexOf('.')
  return dot < 0 ? value : [value.slice(0, dot), value.slice(dot + 1)]
}
