// The command line as plain data, read from commander's program, so that completions know what the program knows.

import type { Argument, Command, Option } from 'commander'

/** What may stand in a place: one of some words, a file, a folder, or something that only the person knows. */
export type Value = readonly string[] | 'file' | 'folder' | 'unknown'

export type Flag = {
  /** `--json`. */
  readonly name: string
  readonly description: string
  /** Undefined for a flag that stands alone, or need not have a value. */
  readonly value: Value | undefined
}

export type Node = {
  /** The commands up to here, such as `/dead/list`; empty for guac itself. */
  readonly path: string
  readonly name: string
  readonly description: string
  readonly flags: readonly Flag[]
  readonly argument: Value
  readonly children: readonly Node[]
}

/** Reads a program. Where a value is a file or a folder is told by its name in the help: `<path>`, `<file>`, `<dir>`. */
export const readCommand = (command: Command, path = ''): Node => ({
  path,
  name: command.name(),
  description: command.description(),
  flags: [...command.options.map(flagOf), helpFlag],
  argument: argumentOf(command.registeredArguments[0]),
  children: command.commands.map(child => readCommand(child, `${path}/${child.name()}`)),
})

/** A node and all below it. */
export const nodesOf = (node: Node): readonly Node[] => [node, ...node.children.flatMap(nodesOf)]

/**
 * The places where a value comes after a flag, by what may stand there: `/dev:--data`, or `*:--region` where the flag
 * means the same in every command that has it.
 */
export const placesOf = (root: Node): ReadonlyMap<string, readonly string[]> => {
  const all = nodesOf(root).flatMap(({ path, flags }) => flags.map(flag => ({ ...flag, path })))
  const places = new Map<string, Set<string>>()
  for (const { name, value, path } of all) {
    if (value === undefined) continue
    const isSame = all.every(other => other.name !== name || String(other.value) === String(value))
    const key = wordsOf(value)
    places.set(key, (places.get(key) ?? new Set()).add(isSame ? `*:${name}` : `${path}:${name}`))
  }
  return new Map([...places].map(([key, found]) => [key, [...found]]))
}

/** A value as one text. */
export const wordsOf = (value: Value): string => (typeof value === 'string' ? value : value.join(' '))

const helpFlag: Flag = { name: '--help', description: 'display help for command', value: undefined }

const flagOf = ({ long, short, description, flags, required, argChoices }: Option): Flag => ({
  name: long ?? short ?? '',
  description,
  value: required ? valueNamed(argChoices, /<(.+)>/.exec(flags)?.[1]) : undefined,
})

const argumentOf = (argument: Argument | undefined): Value =>
  argument ? valueNamed(argument.argChoices, argument.name()) : 'unknown'

const valueNamed = (choices: readonly string[] | undefined, name: string | undefined): Value => {
  if (choices) return choices
  if (name === 'dir') return 'folder'
  return name === 'path' || name === 'file' ? 'file' : 'unknown'
}
