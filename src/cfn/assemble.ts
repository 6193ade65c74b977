import { checkReferences } from './check-references.ts'
import { checkTemplate } from './check-template.ts'
import { plain } from './plain.ts'
import {
  type ParameterDefinition,
  type ResourceDefinition,
  type Template,
  TemplateError,
} from './template.ts'

/** A piece of a template: some entries for some of its sections. */
export type Part = {
  readonly Parameters?: { readonly [logicalName: string]: ParameterDefinition }
  readonly Mappings?: {
    readonly [name: string]: { readonly [key: string]: { readonly [key: string]: string } }
  }
  readonly Conditions?: { readonly [name: string]: object }
  readonly Resources?: { readonly [logicalName: string]: ResourceDefinition }
  readonly Outputs?: {
    readonly [logicalName: string]: { Value: unknown; Description?: string; Condition?: string }
  }
}

// Mappings last: they hold the code, and whoever reads the file meets the resources first.
const sections = ['Parameters', 'Conditions', 'Resources', 'Outputs', 'Mappings'] as const

/**
 * One frozen template of the parts, in the order given. Throws a TemplateError for a name that stands twice
 * and for a reference to nothing.
 */
export const assemble = (description: string, ...parts: readonly Part[]): Template => {
  const template: Record<string, unknown> = {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: description,
  }
  for (const section of sections) {
    const entries = parts.flatMap(part => Object.entries(part[section] ?? {}))
    if (entries.length > 0) template[section] = merge(section, entries)
  }
  return checkReferences(checkTemplate(plain(template)))
}

const merge = (section: string, entries: readonly (readonly [string, unknown])[]): object => {
  const names = new Set<string>()
  for (const [name] of entries) {
    if (names.has(name)) throw new TemplateError(`${section}.${name} is defined twice.`)
    names.add(name)
  }
  return Object.fromEntries(entries)
}
