/** Whether a pattern stands for a text: `*` for any text, `?` for any one character. Linear, whatever the pattern. */
export const covers = (pattern: string, text: string): boolean => {
  let at = 0
  let read = 0
  let star = -1
  let tried = 0
  while (read < text.length) {
    if (pattern[at] === '*') {
      star = at
      at += 1
      tried = read
    } else if (pattern[at] === '?' || pattern[at] === text[read]) {
      at += 1
      read += 1
    } else if (star >= 0) {
      // the last star takes one character more
      at = star + 1
      tried += 1
      read = tried
    } else return false
  }
  while (pattern[at] === '*') at += 1
  return at === pattern.length
}
