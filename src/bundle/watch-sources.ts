import { existsSync, watch } from 'node:fs'
import { join } from 'node:path'
import { errors } from '../errors.ts'

const folders = ['handlers', 'templates', 'src/cfn']

// An editor writes a file in several steps, and a person saves several files.
const quiet = 50

/**
 * Runs a task now, and again after each change of a source, one at a time, until the signal aborts. Throws a
 * PersonError when there is nothing to watch, and whatever the task throws.
 */
export const watchSources = async (
  home: string,
  stopping: AbortSignal,
  task: () => Promise<void>,
): Promise<void> => {
  let changed = () => {}
  let pending = false
  const onChange = () => {
    pending = true
    changed()
  }
  const present = folders.map(folder => join(home, folder)).filter(folder => existsSync(folder))
  if (present.length === 0) throw errors.noSources(home)
  const watchers = present.map(folder => watch(folder, { recursive: true }, onChange).on('error', onChange))
  stopping.addEventListener('abort', onChange)
  try {
    while (!stopping.aborted) {
      pending = false
      await task()
      if (!pending) await new Promise<void>(resolve => (changed = resolve))
      if (!stopping.aborted) await new Promise(resolve => setTimeout(resolve, quiet))
    }
  } finally {
    for (const watcher of watchers) watcher.close()
    stopping.removeEventListener('abort', onChange)
  }
}
