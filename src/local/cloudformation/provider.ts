// How a resource of one type is made and removed here.

import { isMapping } from '../../cfn/check-template.ts'
import type { Mapping, Value } from '../../cfn/template.ts'
import type { DynamoDb } from '../dynamodb/service.ts'
import type { Access } from '../iam/access.ts'
import type { Iam } from '../iam/iam.ts'
import type { Lambdas } from '../lambda/service.ts'
import type { Logs } from '../logs/store.ts'
import type { Fauxqs } from '../messaging/fauxqs.ts'
import type { Call, Service } from '../protocol/call.ts'

/** The services in which resources are made. */
export type Services = {
  readonly sns: (call: Call) => ReturnType<Service>
  readonly queues: Fauxqs
  readonly dynamodb: DynamoDb
  readonly lambdas: Lambdas
  readonly logs: Logs
  readonly iam: Iam
  readonly access: Access
  /** The names of what is only kept here, each with its type: they may be taken as anywhere. */
  readonly names: Set<string>
  /** The folder below which a function's code is written. */
  readonly codeFolder: string
}

export type Created = {
  /** What Ref gives. */
  readonly physicalId: string
  /** What GetAtt gives. */
  readonly attributes?: Readonly<Record<string, Value>>
}

export type Provider = {
  /** The properties that have an effect here; any other must stand in the table of those without one. */
  readonly properties: readonly string[]
  /** Those whose change makes a new resource: "Update requires: Replacement" in AWS's reference of the type. */
  readonly replacedBy: readonly string[]
  /** Whether a change makes a new resource for another reason. */
  readonly replaces?: (before: Mapping, after: Mapping) => boolean
  /** The property that gives it its name, where a template may. */
  readonly named?: string
  /** `freeName` is a name that nobody else has, for what the template leaves unnamed. */
  readonly create: (properties: Mapping, services: Services, freeName: string) => Promise<Created>
  /** Changes it where it is, from what it is to other properties; may be told of the same change twice. Returns its
   * attributes if they may be others now. Where absent, every property with an effect makes a new resource. */
  readonly update?: (
    resource: { readonly physicalId: string; readonly properties: Mapping },
    after: Mapping,
    services: Services,
  ) => Promise<Created['attributes']>
  /** What was made of it at a time (ms since 1970) or later, by a process that ended before it could say so. Absent
   * where nothing of it outlasts a process, or nobody would miss it. */
  readonly madeSince?: (properties: Mapping, time: number, services: Services) => Promise<Created | undefined>
  /** Makes again, as it was, what was in memory alone when its process ended. Absent where nothing was. */
  readonly bringBack?: (
    resource: { readonly physicalId: string; readonly properties: Mapping },
    services: Services,
  ) => Promise<void>
  /** The property that says which one there is shall be imported; it is the physical id. */
  readonly importedBy?: string
  /** The attributes of what is there. Throws when it is not. */
  readonly adopt?: (physicalId: string, services: Services) => Promise<Created['attributes']>
  readonly remove: (
    resource: { readonly physicalId: string; readonly properties: Mapping },
    services: Services,
  ) => Promise<void>
}

export type Providers = Readonly<Record<string, Provider>>

/** A property as text; undefined when it is absent. */
export const text = (properties: Mapping, name: string): string | undefined => {
  const value = properties[name]
  return value === undefined || value === null ? undefined : String(value)
}

/** A property as text. Throws an error that names it when it is absent. */
export const requiredText = (properties: Mapping, name: string): string => {
  const value = text(properties, name)
  if (value === undefined) throw new Error(`Encountered a missing required property: ${name}`)
  return value
}

/** A property that is a number within AWS's bounds. Throws an error that names them otherwise. */
export const number = (
  properties: Mapping,
  name: string,
  otherwise: number,
  [least, most]: readonly [number, number],
): number => {
  const given = text(properties, name)
  if (given === undefined) return otherwise
  const value = Number(given)
  if (given.trim() !== '' && Number.isInteger(value) && value >= least && value <= most) return value
  throw new Error(`${name} must be a whole number from ${least} to ${most}, and is ${given}.`)
}

/** A property that is a mapping of the given names; empty when it is absent. Throws for any other name. */
export const mappingOf = (properties: Mapping, name: string, names: readonly string[]): Mapping => {
  const value = properties[name] ?? {}
  if (!isMapping(value)) throw new Error(`${name} must be a mapping.`)
  const others = Object.keys(value).filter(given => !names.includes(given))
  if (others.length === 0) return value
  throw new Error(`The local stack does not support ${others.map(other => `${name}.${other}`).join(', ')}.`)
}
