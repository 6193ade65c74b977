// A CreateStack request, checked as CloudFormation checks it before it starts anything. Pure.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html

import { parseTemplate } from '../../cfn/parse-template.ts'
import { type Template, TemplateError } from '../../cfn/template.ts'
import { AwsError, unsupported } from '../protocol/aws-error.ts'
import { list, type Params, text } from '../protocol/query.ts'
import { checkConditions } from './conditions.ts'
import { checkReferences } from './order.ts'
import { resolveParameters } from './parameters.ts'
import type { Stack } from './stack.ts'
import { checkSupport } from './support.ts'

export type CreateRequest = Pick<
  Stack,
  'name' | 'template' | 'templateBody' | 'parameters' | 'capabilities' | 'tags' | 'onFailure'
>

/** A template in a request, in bytes: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
export const templateBodyLimit = 51_200

const supported = new Set([
  'Action',
  'Version',
  'StackName',
  'TemplateBody',
  'Parameters',
  'Capabilities',
  'Tags',
  'DisableRollback',
  'OnFailure',
  'ClientRequestToken',
  // a creation takes less than a minute here, the shortest that can be given
  'TimeoutInMinutes',
  'EnableTerminationProtection',
])

/** The request as a value. Throws the error that CloudFormation answers. */
export const readCreateRequest = (params: Params): CreateRequest => {
  for (const name of Object.keys(params))
    if (!supported.has(name)) throw unsupported(`the parameter ${name} of CreateStack`)
  if (text(params, 'EnableTerminationProtection') === 'true') throw unsupported('termination protection')
  const name = text(params, 'StackName') ?? ''
  if (!/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/.test(name))
    throw invalid(
      `1 validation error detected: Value '${name}' at 'stackName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*`,
    )
  const templateBody = text(params, 'TemplateBody') ?? ''
  const template = readTemplate(templateBody)
  const capabilities = list(params, 'Capabilities').map(String)
  checkCapabilities(template, capabilities)
  return {
    name,
    templateBody,
    template,
    capabilities,
    parameters: resolveParameters(template, givenParameters(params)),
    tags: list(params, 'Tags').map(tag => ({
      key: text(tag as Params, 'Key') ?? '',
      value: text(tag as Params, 'Value') ?? '',
    })),
    onFailure: onFailure(params),
  }
}

const readTemplate = (body: string): Template => {
  if (body === '') throw invalid('Either Template URL or Template Body must be specified.')
  const bytes = Buffer.byteLength(body)
  if (bytes > templateBodyLimit)
    throw invalid(
      `1 validation error detected: Value at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to ${templateBodyLimit} (it has ${bytes})`,
    )
  try {
    const template = parseTemplate(body)
    checkSupport(template)
    checkReferences(template)
    checkConditions(template)
    return template
  } catch (error) {
    if (error instanceof TemplateError) throw invalid(`Template format error: ${error.message}`)
    if (error instanceof RangeError) throw invalid('Template format error: it is nested too deeply.')
    throw error
  }
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/control-access-with-iam.html#using-iam-capabilities
const checkCapabilities = (template: Template, given: readonly string[]): void => {
  const iam = Object.values(template.Resources).filter(resource => resource.Type.startsWith('AWS::IAM::'))
  if (iam.length === 0 || given.includes('CAPABILITY_NAMED_IAM')) return
  const named = iam.some(({ Properties = {} }) =>
    Object.keys(Properties).some(name => /^(Role|User|Group|ManagedPolicy|InstanceProfile)Name$/.test(name)),
  )
  if (!named && given.includes('CAPABILITY_IAM')) return
  const needed = named ? 'CAPABILITY_NAMED_IAM' : 'CAPABILITY_IAM'
  throw new AwsError('InsufficientCapabilitiesException', `Requires capabilities : [${needed}]`)
}

const givenParameters = (params: Params): Readonly<Record<string, string>> =>
  Object.fromEntries(
    list(params, 'Parameters').map(parameter => [
      text(parameter as Params, 'ParameterKey') ?? '',
      text(parameter as Params, 'ParameterValue') ?? '',
    ]),
  )

const onFailure = (params: Params): Stack['onFailure'] => {
  const wanted = text(params, 'OnFailure')
  const disabled = text(params, 'DisableRollback')
  if (wanted !== undefined && disabled !== undefined)
    throw invalid('You can specify either DisableRollback or OnFailure, but not both.')
  if (wanted === 'DO_NOTHING' || disabled === 'true') return 'DO_NOTHING'
  if (wanted !== undefined && wanted !== 'ROLLBACK' && wanted !== 'DELETE')
    throw invalid(`OnFailure must be DO_NOTHING, ROLLBACK or DELETE, and is ${wanted}`)
  return wanted ?? 'ROLLBACK'
}

const invalid = (message: string): AwsError => new AwsError('ValidationError', message)
