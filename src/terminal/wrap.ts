// Without string-width, whose tables take longer to load than most commands to start: prose is mostly one column a
// character, and where it is not the terminal breaks the line.

import { stripVTControlCharacters } from 'node:util'

/**
 * A text whose lines take at most so many columns: broken between words, and what goes on stands as far in as `hang`
 * says, or as the line itself does. A word that is longer than a line is left to the terminal.
 */
export const wrap = (text: string, width: number, hang?: number): string =>
  text
    .split('\n')
    .flatMap(line => wrapLine(line, width, hang ?? /^ */.exec(line)?.[0].length ?? 0))
    .join('\n')

const widthOf = (text: string): number => [...stripVTControlCharacters(text)].length

const wrapLine = (line: string, width: number, hang: number): readonly string[] => {
  if (widthOf(line) <= width) return [line]
  const lines: string[] = []
  // a word with the spaces before it, which are kept within a line: they may align what follows; and with its percent sign
  let current = ''
  for (const [word] of line.matchAll(/ *[^ ]+(?: %[^ ]*)?/g)) {
    const begun = current.trim() !== ''
    if (begun && widthOf(current + word) > width) {
      lines.push(current)
      current = ' '.repeat(hang) + word.trimStart()
    } else current += word
  }
  return [...lines, current]
}
