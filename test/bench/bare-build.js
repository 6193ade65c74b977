// The floor under `guac build`: esbuild once over the handlers, and the template as YAML. No checks, no files.
import { readFileSync } from 'node:fs'
import { build } from 'esbuild'
import { stringify } from 'yaml'

const { outputFiles } = await build({
  entryPoints: ['handlers/index.ts'],
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  write: false,
  logLevel: 'error',
})
const template = JSON.parse(readFileSync(process.argv[2], 'utf8'))
template.Mappings.Code.index.js = outputFiles[0].text
process.stdout.write(stringify(template))
