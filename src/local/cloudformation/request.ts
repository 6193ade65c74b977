// What a request asks a stack to be, checked as CloudFormation checks it before it starts anything. Pure.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html

import { parseTemplate } from '../../cfn/parse-template.ts'
import { type Template, TemplateError } from '../../cfn/template.ts'
import { AwsError } from '../protocol/aws-error.ts'
import { list, type Params, text } from '../protocol/query.ts'
import { checkConditions } from './conditions.ts'
import { checkReferences } from './order.ts'
import { resolveParameters } from './parameters.ts'
import type { Deployment, OnFailure } from './stack.ts'
import { checkSupport } from './support.ts'

/** A template in a request, in bytes: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
export const templateBodyLimit = 51_200

/** The parameters of a request that say what a stack shall be. */
export const deploymentParameters = [
  'StackName',
  'TemplateBody',
  'Parameters',
  'Capabilities',
  'Tags',
] as const

/** The name, as long as it may be that of a stack or change set. Throws a ValidationError otherwise. */
export const readName = (params: Params, parameter: 'StackName' | 'ChangeSetName'): string => {
  const name = text(params, parameter) ?? ''
  if (/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/.test(name)) return name
  const member = parameter.charAt(0).toLowerCase() + parameter.slice(1)
  throw invalid(
    `1 validation error detected: Value '${name}' at '${member}' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*`,
  )
}

/** What the stack shall be; of a stack that there is, `previous` may stand for what is not given. Throws the error
 * that CloudFormation answers. */
export const readDeployment = (params: Params, previous?: Deployment): Deployment => {
  const { template, templateBody } = wantedTemplate(params, previous)
  const capabilities = list(params, 'Capabilities').map(String)
  checkCapabilities(template, capabilities)
  return {
    templateBody,
    template,
    capabilities,
    parameters: resolveParameters(template, givenParameters(params, previous)),
    // "If you don't specify this parameter, CloudFormation doesn't modify the stack's tags": API_UpdateStack
    tags:
      previous && params.Tags === undefined
        ? previous.tags
        : list(params, 'Tags').map(tag => ({
            key: text(tag as Params, 'Key') ?? '',
            value: text(tag as Params, 'Value') ?? '',
          })),
  }
}

const wantedTemplate = (
  params: Params,
  previous: Deployment | undefined,
): Pick<Deployment, 'template' | 'templateBody'> => {
  const body = text(params, 'TemplateBody') ?? ''
  if (text(params, 'UsePreviousTemplate') !== 'true')
    return { templateBody: body, template: readTemplate(body) }
  if (body !== '') throw invalid('You cannot specify both usePreviousTemplate and Template Body.')
  if (!previous) throw invalid('UsePreviousTemplate cannot be specified while creating a stack.')
  return previous
}

/** The template of a request, all of it supported here. Throws the error that CloudFormation answers. */
export const readTemplate = (body: string): Template => {
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

/** The capability that a template needs, and for which resources.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/control-access-with-iam.html#using-iam-capabilities */
export const neededCapability = (template: Template) => {
  const iam = Object.entries(template.Resources).filter(([, { Type }]) => Type.startsWith('AWS::IAM::'))
  if (iam.length === 0) return undefined
  const named = iam.some(([, { Properties = {} }]) =>
    Object.keys(Properties).some(name => /^(Role|User|Group|ManagedPolicy|InstanceProfile)Name$/.test(name)),
  )
  return {
    capability: named ? 'CAPABILITY_NAMED_IAM' : 'CAPABILITY_IAM',
    types: [...new Set(iam.map(([, { Type }]) => Type))],
  }
}

const checkCapabilities = (template: Template, given: readonly string[]): void => {
  const needed = neededCapability(template)?.capability
  if (!needed || given.includes(needed) || given.includes('CAPABILITY_NAMED_IAM')) return
  throw new AwsError('InsufficientCapabilitiesException', `Requires capabilities : [${needed}]`)
}

const givenParameters = (
  params: Params,
  previous: Deployment | undefined,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    (list(params, 'Parameters') as readonly Params[]).map(parameter => {
      const key = text(parameter, 'ParameterKey') ?? ''
      const value = text(parameter, 'ParameterValue')
      if (text(parameter, 'UsePreviousValue') !== 'true') return [key, value ?? '']
      if (value)
        throw invalid(
          `Invalid input for parameter key ${key}. Cannot specify usePreviousValue as true and non empty value for a parameter`,
        )
      if (!previous || !Object.hasOwn(previous.parameters, key))
        throw invalid(
          `Invalid input for parameter key ${key}. Cannot specify usePreviousValue as true for a parameter key not in the previous template`,
        )
      return [key, [previous.parameters[key] ?? ''].flat().join(',')]
    }),
  )

/** What becomes of a creation that fails, if the request says so. */
export const readOnFailure = (
  params: Params,
  parameter: 'OnFailure' | 'OnStackFailure',
): OnFailure | undefined => {
  const wanted = text(params, parameter)
  const disabled = text(params, 'DisableRollback')
  if (wanted !== undefined && disabled !== undefined)
    throw invalid(`You can specify either DisableRollback or ${parameter}, but not both.`)
  if (wanted === 'DO_NOTHING' || disabled === 'true') return 'DO_NOTHING'
  if (wanted !== undefined && wanted !== 'ROLLBACK' && wanted !== 'DELETE')
    throw invalid(`${parameter} must be DO_NOTHING, ROLLBACK or DELETE, and is ${wanted}`)
  return wanted
}

const invalid = (message: string): AwsError => new AwsError('ValidationError', message)
