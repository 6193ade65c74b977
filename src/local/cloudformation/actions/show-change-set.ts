// A change set in the shape of the API.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeChangeSet.html

import type { Mapping, Value } from '../../../cfn/template.ts'
import type { Xml } from '../../protocol/xml.ts'
import type { ChangeSet } from '../change-set.ts'
import type { Change } from '../plan.ts'
import type { Detail } from '../property-changes.ts'
import type { Stack } from '../stack.ts'
import { iso } from './action.ts'
import { parametersXml, tagsXml } from './show.ts'

export const changeSetXml = (stack: Stack, changeSet: ChangeSet) => ({
  ChangeSetName: changeSet.name,
  ChangeSetId: changeSet.id,
  StackId: stack.id,
  StackName: stack.name,
  Description: changeSet.description,
  CreationTime: iso(changeSet.createdAt),
  ExecutionStatus: changeSet.executionStatus,
  Status: changeSet.status,
  StatusReason: changeSet.reason,
  IncludeNestedStacks: false,
  ImportExistingResources: false,
  OnStackFailure: changeSet.onFailure,
  Parameters: parametersXml(changeSet.desired),
  Capabilities: changeSet.desired.capabilities,
  Tags: tagsXml(changeSet.desired),
})

/** One change; with values, what the properties were and will be, as JSON. */
export const changeXml = (change: Change, withValues: boolean): Xml => ({
  Type: 'Resource',
  ResourceChange: {
    PolicyAction: change.policy,
    Action: change.action,
    LogicalResourceId: change.id,
    PhysicalResourceId: change.physicalId,
    ResourceType: change.type,
    Replacement: change.replacement,
    Scope: [...new Set(change.details.map(({ attribute }) => attribute))],
    Details: change.details.map(detail => detailXml(detail, withValues)),
    BeforeContext: withValues ? context(change.before) : undefined,
    AfterContext: withValues ? context(change.after) : undefined,
  },
})

const detailXml = (detail: Detail, withValues: boolean): Xml => ({
  Target: {
    Attribute: detail.attribute,
    Name: detail.name,
    RequiresRecreation: detail.recreation,
    Path: withValues ? pathOf(detail) : undefined,
    BeforeValue: withValues ? shown(detail.before) : undefined,
    AfterValue: withValues ? shown(detail.after) : undefined,
    AttributeChangeType: withValues ? changeType(detail) : undefined,
  },
  Evaluation: detail.evaluation,
  ChangeSource: detail.source,
  CausingEntity: detail.cause,
})

const pathOf = ({ attribute, name }: Detail): string => {
  if (attribute === 'Properties') return `/Properties/${name}`
  return attribute === 'Tags' ? '/Properties/Tags' : `/${attribute}`
}

const changeType = ({ before, after }: Detail): 'Add' | 'Remove' | 'Modify' => {
  if (before === undefined) return 'Add'
  return after === undefined ? 'Remove' : 'Modify'
}

const shown = (value: Value | undefined): string | undefined =>
  value === undefined || typeof value === 'string' ? value : JSON.stringify(value)

const context = (properties: Mapping | undefined): string | undefined =>
  properties && JSON.stringify({ Properties: properties })
