// Templates: those of stacks, and those that are not stacks yet.

import type { Template } from '../../../cfn/template.ts'
import { AwsError } from '../../protocol/aws-error.ts'
import { type Params, text } from '../../protocol/query.ts'
import { findChangeSet } from '../find-change-set.ts'
import type { Registry } from '../registry.ts'
import { neededCapability, readTemplate } from '../request.ts'
import type { Actions } from './action.ts'
import { declaredParameters } from './show.ts'

export const templates: Actions = {
  GetTemplate: {
    parameters: ['StackName', 'ChangeSetName', 'TemplateStage'],
    run: (params, registry) => {
      // without transforms the processed template is the original
      return { TemplateBody: held(params, registry).templateBody, StagesAvailable: ['Original', 'Processed'] }
    },
  },

  ValidateTemplate: {
    parameters: ['TemplateBody'],
    run: params => {
      const template = readTemplate(text(params, 'TemplateBody') ?? '')
      return {
        Parameters: declaredParameters(template).map(({ type, allowed, ...shown }) => shown),
        Description: template.Description,
        ...capabilitiesOf(template),
      }
    },
  },

  GetTemplateSummary: {
    parameters: ['StackName', 'ChangeSetName', 'TemplateBody'],
    run: (params, registry) => {
      const body = text(params, 'TemplateBody')
      const template = body === undefined ? held(params, registry).template : readTemplate(body)
      return {
        Parameters: declaredParameters(template).map(({ type, allowed, ...shown }) => ({
          ...shown,
          ParameterType: type,
          ParameterConstraints: allowed ? { AllowedValues: allowed } : {},
        })),
        Description: template.Description,
        ...capabilitiesOf(template),
        ResourceTypes: [...new Set(Object.values(template.Resources).map(({ Type }) => Type))],
        Version: template.AWSTemplateFormatVersion,
        Metadata: template.Metadata && JSON.stringify(template.Metadata),
      }
    },
  },
}

/** The template that a stack or a change set holds. */
const held = (params: Params, registry: Registry) => {
  if (text(params, 'ChangeSetName') !== undefined) return findChangeSet(params, registry).changeSet.desired
  const name = text(params, 'StackName') ?? ''
  if (name === '')
    throw new AwsError('ValidationError', 'StackName is required if ChangeSetName is not specified.')
  return registry.find(name, 'by id')
}

const capabilitiesOf = (template: Template) => {
  const needed = neededCapability(template)
  if (!needed) return {}
  return {
    Capabilities: [needed.capability],
    CapabilitiesReason: `The following resource(s) require capabilities: [${needed.types.join(', ')}]`,
  }
}
