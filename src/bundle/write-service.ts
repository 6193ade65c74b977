import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { errors } from '../errors.ts'
import type { Service } from './build-service.ts'

/** Where a service was written, relative to its folder, and what differed from before. */
export type Written = { readonly template: string; readonly changed: boolean; readonly zip: string }

const templatePath = (home: string) => join(home, 'service.yaml')

/** Whether service.yaml below a folder is what the sources give. */
export const isFresh = async (service: Service, home: string): Promise<boolean> =>
  (await read(templatePath(home)))?.equals(Buffer.from(service.text)) ?? false

/** Writes service.yaml and .guac/code/<hash>.zip where they differ. Throws a PersonError naming what it cannot write. */
export const writeService = async (service: Service, home: string): Promise<Written> => {
  const zip = join(home, '.guac/code', `${service.code.hash}.zip`)
  const template = templatePath(home)
  await update(zip, service.zip)
  const changed = await update(template, Buffer.from(service.text))
  return { template: relative(home, template), changed, zip: relative(home, zip) }
}

const read = (path: string): Promise<Buffer | undefined> => readFile(path).catch(() => undefined)

// A reader, or a second build, meets the old file or the new one, never a half.
const update = async (path: string, data: Buffer): Promise<boolean> => {
  if ((await read(path))?.equals(data)) return false
  const temporary = `${path}.${process.pid}.tmp`
  try {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(temporary, data)
    await rename(temporary, path)
    return true
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined)
    throw errors.unwritable(path, (error as Error).message)
  }
}
