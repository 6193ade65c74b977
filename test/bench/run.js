// `npm run bench [-- SECTION …] [-- --out FILE]`: measures, and prints a table. Never part of the tests: this
// is for a quiet machine, and a ratio taken in one run says more than a time.

import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { findBrowser } from '../run/tools.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const outfile = `${root}.guac/bench/bench.js`
process.env.GUAC_CHROMIUM ??= findBrowser() ?? ''
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'

await build({
  absWorkingDir: root,
  entryPoints: ['test/bench/bench.ts'],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
  logLevel: 'error',
})
process.chdir(root)
const { bench } = await import(pathToFileURL(outfile).href)
await bench(process.argv.slice(2))
