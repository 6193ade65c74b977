// Tables outlive their stack. A new stack under the same names cannot make them again; it takes them back by an
// import: a change set of that kind, from a template of these tables alone.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/import-resources.html

import type { ResourceToImport } from '@aws-sdk/client-cloudformation'
import type { Mapping, Template, Value } from '../cfn/template.ts'
import type { Named } from './settings.ts'

export type WantedTable = { readonly id: string; readonly name: string; readonly keys: Value }

/** A table that is there already. */
export type Obstacle = {
  readonly id: string
  readonly name: string
  /** The stack that it belongs to; undefined for one that a stack has left. */
  readonly owner: string | undefined
  /** Whether it has the keys that the template wants. */
  readonly fits: boolean
}

const tableType = 'AWS::DynamoDB::Table'

/** The tables that a template would make under names of its own. */
export const tablesOf = (template: Template, parameters: Named): readonly WantedTable[] =>
  Object.entries(template.Resources).flatMap(([id, { Type, Properties = {} }]) => {
    const name = textOf(Properties.TableName, parameters)
    if (Type !== tableType || name === undefined) return []
    return [{ id, name, keys: Properties.KeySchema ?? [] }]
  })

/** A text, a Ref or a Sub that needs nothing but parameters; undefined for anything else. */
const textOf = (value: Value | undefined, parameters: Named): string | undefined => {
  if (typeof value === 'string') return value
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const { Ref: ref, 'Fn::Sub': sub } = value as Mapping
  if (typeof ref === 'string') return parameters[ref]
  if (typeof sub !== 'string') return undefined
  const names = [...sub.matchAll(/\$\{([^}]+)\}/g)].map(found => found[1] ?? '')
  if (!names.every(name => Object.hasOwn(parameters, name))) return undefined
  return sub.replace(/\$\{([^}]+)\}/g, (_, name: string) => parameters[name] ?? '')
}

/** The keys as text, so that two schemas can be compared. */
export const keysAsText = (keys: unknown): string =>
  JSON.stringify(
    (Array.isArray(keys) ? keys : []).map(({ AttributeName, KeyType }) => `${AttributeName} ${KeyType}`),
  )

/** The template of these tables alone, as JSON: an import may change nothing else, not even an output. */
export const templateOfTables = (template: Template, ids: readonly string[]): string =>
  JSON.stringify({
    AWSTemplateFormatVersion: template.AWSTemplateFormatVersion,
    Description: template.Description,
    Parameters: template.Parameters,
    Conditions: template.Conditions,
    Resources: Object.fromEntries(ids.map(id => [id, template.Resources[id]])),
  })

export const importsOf = (tables: readonly Obstacle[]): readonly ResourceToImport[] =>
  tables.map(({ id, name }) => ({
    ResourceType: tableType,
    LogicalResourceId: id,
    ResourceIdentifier: { TableName: name },
  }))

/** `The tables a, b are`, for what a sentence says of them. */
export const tablesText = (tables: readonly Obstacle[]): string =>
  tables.length === 1
    ? `The table ${tables[0]?.name} is`
    : `The tables ${tables.map(({ name }) => name).join(', ')} are`

/** A table that stands in the way, and why. */
export const nameOf = ({ name, owner, fits }: Obstacle): string =>
  owner === undefined ? `${name} (${fits ? 'free' : 'with other keys'})` : `${name} (of the stack ${owner})`
