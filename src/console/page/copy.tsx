// Copying figures, with a word to whoever has copied.

import { signal } from '@preact/signals'
import type { ComponentChildren } from 'preact'

const told = signal('')
let timer: ReturnType<typeof setTimeout>

const tell = (text: string): void => {
  clearTimeout(timer)
  // the same again is to be heard again
  told.value = ''
  requestAnimationFrame(() => {
    told.value = text
  })
  timer = setTimeout(() => {
    told.value = ''
  }, 2500)
}

/** Copies a text. `what` names a long one to the person. */
export const copyText = async (text: string, what = text): Promise<void> => {
  try {
    await navigator.clipboard.writeText(text)
    tell(`Copied ${what.length > 60 ? `${what.slice(0, 60)} …` : what}`)
  } catch {
    tell('The browser did not let this page copy. Select the figure, and copy it by hand.')
  }
}

/** A figure that is copied by a click, Enter or Space. */
export const CopyButton = ({
  text,
  children,
}: {
  readonly text: string
  readonly children: ComponentChildren
}) => (
  <button type="button" class="copies" title="Copy" disabled={text === ''} onClick={() => copyText(text)}>
    {children}
  </button>
)

/** A figure with its name, large. */
export const Figure = ({
  name,
  text,
  copy = text,
  tone,
}: {
  readonly name: string
  readonly text: string
  readonly copy?: string
  readonly tone?: 'good' | 'warn' | 'bad'
}) => (
  <div class="figure">
    <dt>{name}</dt>
    <dd class={tone}>{text === '' ? '–' : <CopyButton text={copy}>{text}</CopyButton>}</dd>
  </div>
)

/** Where it is told what was copied; once a view. */
export const Copied = () => (
  <div class="copied" role="status">
    {told.value && <span>{told.value}</span>}
  </div>
)
