import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const sources = ['handlers', 'templates', 'src/cfn', 'package.json', 'service.yaml']

/** A copy of what guac build reads, to break at will; `remove` deletes it. */
export type Checkout = {
  readonly home: string
  readonly write: (path: string, text: string) => void
  readonly remove: () => void
}

/** Copies the sources of this repository to a folder of their own. */
export const makeCheckout = (): Checkout => {
  const home = mkdtempSync(join(tmpdir(), 'guac-checkout-'))
  for (const path of sources) cpSync(join(process.cwd(), path), join(home, path), { recursive: true })
  symlinkSync(join(process.cwd(), 'node_modules'), join(home, 'node_modules'), 'junction')
  return {
    home,
    write: (path, text) => writeFileSync(join(home, path), text),
    remove: () => rmSync(home, { recursive: true, force: true }),
  }
}
