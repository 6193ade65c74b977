import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { errors } from '../errors.ts'
import { buildService } from './build-service.ts'
import type { Sizes } from './size-by-part.ts'
import { writeService } from './write-service.ts'

/** Whether a folder holds the sources of the service; an installed package does not. */
export const isCheckout = (home: string): boolean => existsSync(join(home, 'templates'))

/** The text of service.yaml, and its sizes if it was built. */
export type Loaded = { readonly text: string; readonly sizes?: Sizes }

/**
 * The template that there is to deploy: in a checkout what the sources give now, written to service.yaml as well; in an
 * installed package the one that it carries. Throws a PersonError when there is none.
 */
export const loadTemplate = async (home: string): Promise<Loaded> => {
  if (isCheckout(home)) {
    const service = await buildService(home)
    await writeService(service, home)
    return { text: service.text, sizes: service.sizes }
  }
  const path = join(home, 'service.yaml')
  const text = await readFile(path, 'utf8').catch(() => {
    throw errors.noTemplate(path)
  })
  return { text }
}
