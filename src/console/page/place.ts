// Where the person is: the part of the address after #, so that each view has an address of its own.

import { signal } from '@preact/signals'

/** The parts between the slashes, decoded: #/module/m%2F7 is ['module', 'm/7']. */
const partsOf = (hash: string): readonly string[] =>
  hash.replace(/^#\/?/, '').split('/').filter(Boolean).map(decode)

// a person may type anything
const decode = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

export const place = signal(partsOf(location.hash))
addEventListener('hashchange', () => {
  place.value = partsOf(location.hash)
})

/** The address of a view. */
export const addressOf = (...parts: readonly string[]): string =>
  `#/${parts.map(encodeURIComponent).join('/')}`
