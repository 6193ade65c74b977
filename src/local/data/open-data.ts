// What a stack keeps its data in: a database in a folder of its own, open in one process at a time.

import { readFileSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { errors } from '../../errors.ts'
import type { Consumed } from '../dynamodb/consumed.ts'
import { type Engine, makeEngine } from '../dynamodb/engine.ts'
import { isRecord, parseJson } from '../protocol/json.ts'
import { type Keep, keepNothing, makeKeep } from './keep.ts'
import { openFolder } from './open-folder.ts'

export type DataOptions = {
  readonly folder: string
  /** Of this package, for whoever cannot read what it writes. */
  readonly version: string
}

export type Data = {
  readonly engine: Engine
  readonly keep: Keep
  readonly close: () => Promise<void>
}

/** For a stack that lives in memory alone. `consumed` hears what calls of tables consume. */
export const inMemory = (consumed?: (consumed: Consumed) => void): Data => ({
  engine: makeEngine(undefined, consumed),
  keep: keepNothing,
  close: async () => {},
})

const holder = 'running.json'

/** Opens the folder. Throws a PersonError when it is not ours, not of this format, damaged, or open elsewhere. */
export const openData = async (
  { folder, version }: DataOptions,
  endpoint: string,
  failed: (error: unknown) => void,
  consumed?: (consumed: Consumed) => void,
): Promise<Data> => {
  const { tables, fresh, settle } = await openFolder(folder, version)
  const engine = makeEngine(tables, consumed)
  try {
    await engine.database.open()
    const keep = makeKeep(engine.database, folder, failed)
    const begun = (await keep.all('begun')).size > 0
    if (!fresh && !begun) throw errors.damagedData(folder, 'its database is not the one that guac began')
    await keep.put('begun', version)
    if (fresh) await settle()
    await writeFile(join(folder, holder), JSON.stringify({ pid: process.pid, endpoint }))
    return {
      engine,
      keep,
      close: async () => {
        // the last of what is still to be written
        await keep.put('begun', version).catch(() => {})
        await rm(join(folder, holder), { force: true })
        await engine.database.close()
      },
    }
  } catch (error) {
    await engine.database.close().catch(() => {})
    throw refusal(folder, error)
  }
}

// LevelDB's lock is the kernel's, and ends with the process that holds it, however that ends
const refusal = (folder: string, error: unknown): unknown => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : undefined
  if (!cause || !('code' in cause)) return error
  if (cause.code === 'LEVEL_LOCKED') return errors.dataInUse(folder, whoHolds(folder))
  if (cause.code === 'LEVEL_CORRUPTION') return errors.damagedData(folder, cause.message)
  return errors.unusableDataFolder(folder, cause.message)
}

const whoHolds = (folder: string): string => {
  try {
    const value = parseJson(readFileSync(join(folder, holder), 'utf8'))
    if (isRecord(value)) return `process ${value.pid}, ${value.endpoint}`
  } catch {
    // it has just begun, or is about to end
  }
  return 'another process'
}
