// One action of CloudFormation's API: the parameters that it knows, and what it answers.

import { unsupported } from '../../protocol/aws-error.ts'
import type { Params } from '../../protocol/query.ts'
import type { Xml } from '../../protocol/xml.ts'
import type { Registry } from '../registry.ts'

export type Action = {
  /** Any other is refused by name. */
  readonly parameters: readonly string[]
  readonly run: (params: Params, registry: Registry) => Xml
}

export type Actions = Readonly<Record<string, Action>>

/** Runs an action. Throws the error that CloudFormation answers. */
export const perform = (name: string, action: Action, params: Params, registry: Registry): Xml => {
  for (const parameter of Object.keys(params))
    if (parameter !== 'Action' && parameter !== 'Version' && !action.parameters.includes(parameter))
      throw unsupported(`the parameter ${parameter} of ${name}`)
  return action.run(params, registry)
}

export const iso = (time: number | undefined): string | undefined =>
  time === undefined ? undefined : new Date(time).toISOString()
