// Completions for fish 3.0 and later.

import { type Flag, type Node, nodesOf, type Value } from './command-tree.ts'

export const fishScript = (root: Node): string => {
  const nodes = nodesOf(root)
  const paths = nodes.slice(1).map(({ path }) => path)
  return `# fish completion for guac, as guac completion fish prints it
function __guac_at
    set -l at ''
    set -l words (commandline -opc)
    set -e words[1]
    for word in $words
        switch "$at/$word"
            case ${paths.join(' ')}
                set at "$at/$word"
        end
    end
    test "$at" = "$argv[1]"
end
complete -c guac -e
complete -c guac -f
${nodes.flatMap(lines).join('\n')}
`
}

const lines = ({ path, flags, children, argument }: Node): readonly string[] => {
  const here = `complete -c guac -n ${quoted(`__guac_at ${quoted(path)}`)}`
  return [
    ...children.map(({ name, description }) => `${here} -a ${name} -d ${quoted(description)}`),
    ...(children.length > 0 || argument === 'unknown' ? [] : [positional(path, argument)]),
    ...flags.map(flag => `${here} ${option(flag)} -d ${quoted(flag.description)}`),
  ]
}

// one of some words is given once
const positional = (path: string, argument: Value): string => {
  const seen =
    typeof argument === 'string' ? '' : `; and not __fish_seen_subcommand_from ${argument.join(' ')}`
  return `complete -c guac -n ${quoted(`__guac_at ${quoted(path)}${seen}`)}${filled(argument)}`
}

const option = ({ name, value }: Flag): string =>
  `-l ${name.replace(/^--/, '')}${value === undefined ? '' : ` -r${filled(value)}`}`

const filled = (value: Value): string => {
  if (value === 'unknown') return ' -f'
  if (value === 'file') return ' -F'
  return value === 'folder' ? " -f -a '(__fish_complete_directories)'" : ` -f -a ${quoted(value.join(' '))}`
}

/** In single quotes, where a backslash and a quote alone mean something else. */
const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`
