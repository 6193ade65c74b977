// Completions for bash 3.2 (that of macOS) and later, without bash-completion: one function, nothing else.

import { type Node, nodesOf, placesOf, type Value } from './command-tree.ts'

export const bashScript = (root: Node): string => {
  const nodes = nodesOf(root)
  const paths = nodes.slice(1).map(({ path }) => path)
  return `# bash completion for guac, as guac completion bash prints it
_guac() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} at='' seen=' ' words='' i
  # bash splits --option=value at the equals sign
  if [[ $current == '=' ]]; then current=''
  elif [[ $previous == '=' ]]; then previous=\${COMP_WORDS[COMP_CWORD-2]}
  fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    seen+="\${COMP_WORDS[i]} "
    case $at/\${COMP_WORDS[i]} in
      ${paths.join(' | ')}) at=$at/\${COMP_WORDS[i]} ;;
    esac
  done
  case $at:$previous in
${[...placesOf(root)].map(([value, places]) => `    ${places.join(' | ')}) ${after(value)} ;;`).join('\n')}
  esac
  if [[ $current == -* ]]; then
    case $at in
${nodes.map(({ path, flags }) => `      ${quoted(path)}) words=${quoted(flags.map(({ name }) => name).join(' '))} ;;`).join('\n')}
    esac
  else
    case $at in
${nodes.flatMap(words).join('\n')}
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -F _guac guac
`
}

const words = ({ path, children, argument }: Node): readonly string[] => {
  if (children.length > 0)
    return [`      ${quoted(path)}) words=${quoted(children.map(({ name }) => name).join(' '))} ;;`]
  if (argument === 'unknown') return []
  return [`      ${quoted(path)}) ${argumentOf(argument)} ;;`]
}

// one of some words is given once
const argumentOf = (argument: Exclude<Value, 'unknown'>): string =>
  typeof argument === 'string'
    ? after(argument)
    : `case $seen in ${argument.map(each => `*' ${each} '*`).join('|')}) ;; *) words=${quoted(argument.join(' '))} ;; esac`

const after = (value: string): string => {
  if (value === 'unknown') return 'return'
  if (value === 'file' || value === 'folder')
    // an old bash has no compopt, and puts no slash behind a folder
    return `compopt -o filenames 2>/dev/null; local IFS=$'\\n'; COMPREPLY=($(compgen ${value === 'file' ? '-f' : '-d'} -- "$current")); return`
  return `COMPREPLY=($(compgen -W ${quoted(value)} -- "$current")); return`
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`
