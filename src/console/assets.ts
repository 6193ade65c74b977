// The bundled page, read once.

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { errors } from '../errors.ts'

export type Asset = { readonly type: string; readonly content: Buffer }

const files = {
  '/page.js': ['page.js', 'text/javascript; charset=utf-8'],
  '/page.css': ['page.css', 'text/css; charset=utf-8'],
} as const

/** What is served, by its path. The page carries the token. Throws a PersonError when the package is incomplete. */
export const loadAssets = async (folder: string, token: string): Promise<ReadonlyMap<string, Asset>> => {
  const read = (name: string): Promise<Buffer> =>
    readFile(join(folder, name)).catch(() => {
      throw errors.noPage(join(folder, name))
    })
  const html = `${await read('index.html')}`.replace('TOKEN', token)
  const assets = new Map<string, Asset>([
    ['/', { type: 'text/html; charset=utf-8', content: Buffer.from(html) }],
  ])
  for (const [path, [name, type]] of Object.entries(files))
    assets.set(path, { type, content: await read(name) })
  return assets
}
