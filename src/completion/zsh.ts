// Completions for zsh, for its fpath or for eval after compinit.

import { type Node, nodesOf, placesOf, wordsOf } from './command-tree.ts'

export const zshScript = (root: Node): string => {
  const nodes = nodesOf(root)
  const paths = nodes.slice(1).map(({ path }) => path)
  return `#compdef guac
# zsh completion for guac, as guac completion zsh prints it
_guac() {
  local at='' word previous=\${words[CURRENT-1]}
  local -a found
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case $at/$word in
      (${paths.join('|')}) at=$at/$word ;;
    esac
  done
  # --option=value is one word
  if [[ $PREFIX == --*=* ]]; then
    previous=\${PREFIX%%=*}
    compset -P 1 '*='
  fi
  case $at:$previous in
${[...placesOf(root)].map(([value, places]) => `    (${places.join('|')}) ${after(value)} ;;`).join('\n')}
  esac
  [[ -n $IPREFIX ]] && return
  if [[ $PREFIX == -* ]]; then
    case $at in
${nodes.map(({ path, flags }) => `      (${quoted(path)}) found=(${described(flags)}) ;;`).join('\n')}
    esac
    _describe -o option found
    return
  fi
  case $at in
${nodes.flatMap(words).join('\n')}
  esac
}
if [[ $funcstack[1] == _guac ]]; then _guac "$@"; else compdef _guac guac; fi
`
}

const words = ({ path, children, argument }: Node): readonly string[] => {
  if (children.length > 0)
    return [`    (${quoted(path)}) found=(${described(children)}); _describe command found ;;`]
  if (argument === 'unknown') return []
  // one of some words is given once
  const given = typeof argument === 'string' ? '' : `(( $words[(I)(${argument.join('|')})] )) || `
  return [`    (${quoted(path)}) ${given}{ ${after(wordsOf(argument))} } ;;`]
}

const after = (value: string): string => {
  if (value === 'unknown') return '_message value; return'
  if (value === 'file') return '_files; return'
  return value === 'folder' ? '_files -/; return' : `compadd -- ${value}; return`
}

type Described = { readonly name: string; readonly description: string }

const described = (all: readonly Described[]): string =>
  all.map(({ name, description }) => quoted(`${name}:${description}`)).join(' ')

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`
