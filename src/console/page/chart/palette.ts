// The colours of the page for what is drawn on a canvas, which knows no custom properties.

import { signal } from '@preact/signals'

const names = [
  'card',
  'ink',
  'quiet',
  'line',
  'bad',
  'warn',
  'chart-1',
  'chart-2',
  'chart-3',
  'chart-4',
] as const

export type Palette = Readonly<Record<(typeof names)[number], string>> & {
  /** What axes are written in. */
  readonly font: string
}

// light-dark() has a value only as a property of an element
const read = (): Palette => {
  const probe = document.createElement('i')
  document.body.append(probe)
  const style = getComputedStyle(probe)
  const colours = names.map(name => {
    probe.style.color = `var(--${name})`
    return [name, style.color] as const
  })
  const font = `12px ${style.fontFamily}`
  probe.remove()
  return { ...Object.fromEntries(colours), font } as Palette
}

/** The palette of the system's setting; read at the first use, for the style sheet comes before the script. */
export const palette = signal<Palette | undefined>(undefined)

export const paletteNow = (): Palette => {
  palette.value ??= read()
  return palette.value
}

for (const query of ['(prefers-color-scheme: dark)', '(forced-colors: active)'])
  matchMedia(query).addEventListener('change', () => {
    palette.value = read()
  })

/** A colour, as a browser computes it, that lets through what lies under it. */
export const faint = (colour: string, share: number): string => {
  const [r, g, b] = colour.match(/[\d.]+/g) ?? []
  return `rgba(${r}, ${g}, ${b}, ${share})`
}
