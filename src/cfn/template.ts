// What a CloudFormation template is once it is read: plain values, every function in its long form.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html

/** Any value of a template: literals, lists, and mappings, among them functions such as { Ref: 'Topic' }. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [name: string]: Value }

export type Mapping = { readonly [name: string]: Value }

/** One entry of Parameters. */
export type ParameterDefinition = {
  readonly Type: string
  readonly Default?: Value
  readonly Description?: string
  readonly AllowedPattern?: string
  readonly AllowedValues?: readonly Value[]
  readonly ConstraintDescription?: string
  readonly MinLength?: number
  readonly MaxLength?: number
  readonly MinValue?: number
  readonly MaxValue?: number
  readonly NoEcho?: boolean
}

/** One entry of Resources. */
export type ResourceDefinition = {
  readonly Type: string
  readonly Properties?: Mapping
  readonly DependsOn?: string | readonly string[]
  readonly Condition?: string
  readonly DeletionPolicy?: string
  readonly UpdateReplacePolicy?: string
  readonly Metadata?: Mapping
  readonly CreationPolicy?: Mapping
  readonly UpdatePolicy?: Mapping
}

/** One entry of Outputs. */
export type OutputDefinition = {
  readonly Value: Value
  readonly Description?: string
  readonly Condition?: string
  readonly Export?: { readonly Name: Value }
}

type Named<T> = { readonly [logicalName: string]: T }

export type Template = {
  readonly AWSTemplateFormatVersion?: string
  readonly Description?: string
  readonly Metadata?: Mapping
  readonly Parameters?: Named<ParameterDefinition>
  readonly Rules?: Mapping
  readonly Mappings?: Named<Named<Mapping>>
  readonly Conditions?: Mapping
  readonly Transform?: Value
  readonly Hooks?: Mapping
  readonly Resources: Named<ResourceDefinition>
  readonly Outputs?: Named<OutputDefinition>
}

/** What is wrong with a template, in one sentence. Its text starts with the place where there is one. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError'
  /** From 1; undefined where the fault has no one place in a text. */
  readonly line: number | undefined
  /** From 1. */
  readonly column: number | undefined

  constructor(message: string, at?: { readonly line: number; readonly col: number }) {
    super(at ? `line ${at.line}, column ${at.col}: ${message}` : message)
    this.line = at?.line
    this.column = at?.col
  }
}
