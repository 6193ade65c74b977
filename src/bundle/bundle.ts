import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { BuildFailure, Message } from 'esbuild'
import { errors } from '../errors.ts'
import { handlerOptions, templateOptions } from './esbuild-options.ts'

/** The sources as text that runs: of the handlers, and of the templates. */
export type Bundles = { readonly handlers: string; readonly templates: string }

/**
 * Bundles both below a folder, at once, in one esbuild process. Throws a PersonError that lists every fault
 * of the sources with its place, or says that there are none.
 */
export const bundle = async (home: string): Promise<Bundles> => {
  for (const entry of ['handlers/index.ts', 'templates/index.ts'])
    if (!existsSync(join(home, entry))) throw errors.noSources(home)
  // Only now: an installed package has nothing to build, and does without it. Required, not imported: its process
  // then works before this function waits for anything, while whoever called goes on.
  const { build }: typeof import('esbuild') = createRequire(import.meta.url)('esbuild')
  const results = await Promise.allSettled([build(handlerOptions(home)), build(templateOptions(home))])
  const faults = results.flatMap(result => (result.status === 'rejected' ? faultsOf(result.reason) : []))
  // a file that both need appears in both
  if (faults.length > 0) throw errors.brokenSource([...new Set(faults)].join('\n'))
  const [handlers = '', templates = ''] = results.map(textOf)
  return { handlers, templates }
}

type Result = PromiseSettledResult<{ readonly outputFiles: readonly { readonly text: string }[] }>

const textOf = (result: Result): string =>
  result.status === 'fulfilled' ? (result.value.outputFiles[0]?.text.trimEnd() ?? '') : ''

const faultsOf = (reason: unknown): string[] => {
  if (!isBuildFailure(reason)) throw reason
  return reason.errors.map(line)
}

const isBuildFailure = (reason: unknown): reason is BuildFailure =>
  reason instanceof Error && 'errors' in reason

const line = ({ location, text }: Message): string =>
  location ? `  ${location.file}:${location.line}:${location.column + 1}: ${text}` : `  ${text}`
