// The folder of `--data`: what it is known by, and when it is refused. Nothing in a folder that is refused is touched.

import { existsSync } from 'node:fs'
import { mkdir, open, readdir, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { errors } from '../../errors.ts'
import { isRecord, parseJson } from '../protocol/json.ts'

/** Grows with every change after which older or newer versions could not read what is kept. */
export const dataFormat = 1

const marker = 'guac-data.json'
// the marker gets its name when the database is there: a start that was killed before has kept nothing for anybody
const draft = `${marker}.new`
const tables = 'tables'

export type DataFolder = {
  /** Where the database lies, or shall lie. */
  readonly tables: string
  /** Whether nothing has been kept in it yet; `settle` must be called once the database is there. */
  readonly fresh: boolean
  readonly settle: () => Promise<void>
}

/** Makes the folder, or takes one that is empty or ours. Throws a PersonError for any other. */
export const openFolder = async (folder: string, version: string): Promise<DataFolder> => {
  try {
    await mkdir(folder, { recursive: true })
    const found = await readdir(folder)
    const fresh = !found.includes(marker)
    if (!fresh) await check(folder)
    else if (
      found.length > 0 &&
      !(found.includes(draft) && found.every(name => [draft, tables].includes(name)))
    )
      throw errors.foreignDataFolder(folder)
    else await writeDraft(join(folder, draft), version)
    return {
      tables: join(folder, tables),
      fresh,
      // https://man7.org/linux/man-pages/man2/rename.2.html: whole or not at all
      settle: () => rename(join(folder, draft), join(folder, marker)),
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error) throw errors.unusableDataFolder(folder, error.message)
    throw error
  }
}

const check = async (folder: string): Promise<void> => {
  const value = parseJson(await readFile(join(folder, marker), 'utf8'))
  if (!isRecord(value) || !Number.isInteger(value.format))
    throw errors.damagedData(folder, `${marker} is not what guac writes`)
  if (value.format !== dataFormat)
    throw errors.otherDataFormat(folder, String(value.createdBy), Number(value.format), dataFormat)
  if (!existsSync(join(folder, tables, 'CURRENT')))
    throw errors.damagedData(folder, `${tables}/ is not whole`)
}

const writeDraft = async (path: string, version: string): Promise<void> => {
  const file = await open(path, 'w')
  await file.writeFile(`${JSON.stringify({ format: dataFormat, createdBy: version }, null, 2)}\n`)
  await file.sync()
  await file.close()
}
