// Bundles src into dist, the JavaScript that bin/guac.js runs. One entry per process that we start:
// the command line, and the runtime client of the local functions; and the console's page.
import { copyFileSync, existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const built = join(root, 'dist/cli.js')

/** The time of the newest file below a folder, in ms since 1970. Before every command of a checkout, so in haste. */
const newest = folder => {
  let time = 0
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`
    time = Math.max(time, entry.isDirectory() ? newest(path) : statSync(path).mtimeMs)
  }
  return time
}

/** Whether a source is newer than dist. An installed package carries no sources and is never stale. */
export const isStale = () => {
  if (!existsSync(join(root, 'src'))) return false
  return !existsSync(built) || newest(join(root, 'src')) > statSync(built).mtimeMs
}

/** Writes dist anew. Throws esbuild's own error when a source does not compile. */
export const bundle = async () => {
  const { build } = await import('esbuild')
  const shared = {
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    target: 'node20',
    outdir: 'dist',
    logLevel: 'error',
    legalComments: 'none',
  }
  const { metafile } = await build({
    ...shared,
    metafile: true,
    entryPoints: { cli: 'src/cli.ts' },
    format: 'esm',
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    packages: 'external',
  })
  await build({
    ...shared,
    entryPoints: { 'runtime-client': 'src/local/lambda/runtime-client.ts' },
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
  })
  await build({
    absWorkingDir: root,
    entryPoints: { page: 'src/console/page/main.tsx' },
    outdir: 'dist/console',
    bundle: true,
    minify: true,
    platform: 'browser',
    target: 'es2022',
    format: 'esm',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    logLevel: 'error',
    legalComments: 'none',
  })
  copyFileSync(join(root, 'src/console/page/index.html'), join(root, 'dist/console/index.html'))
  // chunks carry their hash in their names: those of earlier builds would pile up
  const chunks = join(root, 'dist/chunks')
  for (const name of existsSync(chunks) ? readdirSync(chunks) : [])
    if (!metafile.outputs[`dist/chunks/${name}`]) rmSync(join(chunks, name), { force: true })
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await bundle()
