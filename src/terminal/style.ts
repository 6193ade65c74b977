// Colours for a terminal; none where nobody would see them.

import { styleText } from 'node:util'

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan' | 'magenta' | 'blue'

export type Paint = (style: Style | Style[], text: string) => string

/** Paints a text, or returns it as it is where there are no colours: `Io.colour` decides. */
export const paintWith = (colour: boolean): Paint =>
  colour ? (style, text) => styleText(style, text, { validateStream: false }) : (_, text) => text
