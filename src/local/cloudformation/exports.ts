// What stacks export, and who imports it. Pure.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html

import { isMapping } from '../../cfn/check-template.ts'
import type { Value } from '../../cfn/template.ts'
import { worked } from './property-changes.ts'
import { type Imports, scopeOf } from './scope.ts'
import type { Output, Stack } from './stack.ts'

/** What the stacks export, by name. */
export const importsIn =
  (stacks: readonly Stack[]): Imports =>
  name =>
    stacks.flatMap(({ outputs }) => outputs).find(({ exportName }) => exportName === name)?.value

/** Throws when a stack's new outputs export a name that another has, or take one away that is in use. */
export const checkExports = (stack: Stack, outputs: readonly Output[], stacks: readonly Stack[]): void => {
  for (const { exportName } of outputs) {
    const other = stacks.find(
      ({ id, outputs: theirs }) =>
        id !== stack.id &&
        theirs.some(each => each.exportName !== undefined && each.exportName === exportName),
    )
    if (other) throw new Error(`Export with name ${exportName} is already exported by stack ${other.name}.`)
  }
  const staying = outputs.filter(output =>
    stack.outputs.some(({ exportName, value }) => exportName === output.exportName && value === output.value),
  )
  const names = staying.flatMap(({ exportName }) => exportName ?? [])
  const inUse = exportsInUse(stack, stacks, names)
  if (inUse) throw new Error(inUse)
}

/** The names that a stack imports. */
export const importsOf = (stack: Stack): readonly string[] => {
  // one that was never made has imported nothing
  if (stack.resources.size === 0) return []
  const scope = scopeOf(stack, name => name)
  const values = [
    ...Object.values(stack.template.Resources).map(({ Properties }) => Properties ?? {}),
    ...Object.values(stack.template.Outputs ?? {}).map(output => output.Value),
  ]
  return [...new Set(named(values).map(name => String(worked(name, scope))))]
}

const named = (value: Value): readonly Value[] => {
  if (Array.isArray(value)) return value.flatMap(named)
  if (!isMapping(value)) return []
  const { 'Fn::ImportValue': name, ...rest } = value
  return [...(name === undefined ? [] : [name]), ...Object.values(rest).flatMap(named)]
}

/** CloudFormation's words for a stack whose exports, but those that stay, are imported elsewhere. */
export const exportsInUse = (
  stack: Stack,
  stacks: readonly Stack[],
  staying: readonly string[],
): string | undefined => {
  for (const { exportName } of stack.outputs) {
    if (exportName === undefined || staying.includes(exportName)) continue
    const users = stacks.filter(other => other !== stack && importsOf(other).includes(exportName))
    if (users.length > 0)
      return `Export ${exportName} cannot be deleted as it is in use by ${users.map(({ name }) => name).join(', ')}`
  }
  return undefined
}
