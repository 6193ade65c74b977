// A stack and its parts in the shapes of the API.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_Stack.html

import type { Template, Value } from '../../../cfn/template.ts'
import type { Xml } from '../../protocol/xml.ts'
import type { Deployment, Resource, Stack, StackEvent } from '../stack.ts'
import { iso } from './action.ts'

export const stackXml = (stack: Stack): Xml => ({
  StackId: stack.id,
  StackName: stack.name,
  ChangeSetId: stack.changeSetId,
  Description: stack.template.Description,
  CreationTime: iso(stack.createdAt),
  LastUpdatedTime: iso(stack.updatedAt),
  DeletionTime: iso(stack.deletedAt),
  StackStatus: stack.status,
  StackStatusReason: stack.reason,
  DisableRollback: stack.onFailure === 'DO_NOTHING',
  EnableTerminationProtection: stack.terminationProtection,
  Capabilities: stack.capabilities,
  Parameters: parametersXml(stack),
  Outputs: stack.outputs.map(({ key, value, description, exportName }) => ({
    OutputKey: key,
    OutputValue: value,
    Description: description,
    ExportName: exportName,
  })),
  Tags: tagsXml(stack),
  NotificationARNs: [],
  RollbackConfiguration: {},
  DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
})

export const summaryXml = (stack: Stack): Xml => ({
  StackId: stack.id,
  StackName: stack.name,
  TemplateDescription: stack.template.Description,
  CreationTime: iso(stack.createdAt),
  LastUpdatedTime: iso(stack.updatedAt),
  DeletionTime: iso(stack.deletedAt),
  StackStatus: stack.status,
  StackStatusReason: stack.reason,
  DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
})

export const parametersXml = ({ template, parameters }: Pick<Deployment, 'template' | 'parameters'>): Xml =>
  Object.entries(parameters).map(([name, value]) => ({
    ParameterKey: name,
    ParameterValue: template.Parameters?.[name]?.NoEcho ? '****' : [value].flat().join(','),
  }))

export const tagsXml = ({ tags }: Pick<Deployment, 'tags'>): Xml =>
  tags.map(({ key, value }) => ({ Key: key, Value: value }))

export const eventXml = (stack: Stack, event: StackEvent): Xml => ({
  StackId: stack.id,
  StackName: stack.name,
  EventId: event.id,
  LogicalResourceId: event.logicalId,
  PhysicalResourceId: event.physicalId,
  ResourceType: event.type,
  Timestamp: iso(event.time),
  ResourceStatus: event.status,
  ResourceStatusReason: event.reason,
  ResourceProperties: event.properties,
  ClientRequestToken: event.token,
})

/** A resource; each of the three actions that show one has its own name for the time. */
export const resourceXml = (resource: Resource, timeName: 'Timestamp' | 'LastUpdatedTimestamp') => ({
  LogicalResourceId: resource.logicalId,
  PhysicalResourceId: resource.physicalId === '' ? undefined : resource.physicalId,
  ResourceType: resource.type,
  [timeName]: iso(resource.changedAt),
  ResourceStatus: resource.status,
  ResourceStatusReason: resource.reason,
  DriftInformation: { StackResourceDriftStatus: 'NOT_CHECKED' },
})

/** The parameters that a template declares. */
export const declaredParameters = ({ Parameters = {} }: Template) =>
  Object.entries(Parameters).map(([name, definition]) => ({
    ParameterKey: name,
    DefaultValue: plainText(definition.Default),
    NoEcho: String(definition.NoEcho ?? false) === 'true',
    Description: definition.Description,
    type: definition.Type,
    allowed: definition.AllowedValues?.map(String),
  }))

const plainText = (value: Value | undefined): string | undefined =>
  value === undefined ? undefined : String(value)
