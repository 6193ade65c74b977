// The floor under `guac build`: esbuild once over the handlers, and the template that is named as YAML, or none. No
// checks, no files.
import { readFileSync } from 'node:fs'
import { build } from 'esbuild'

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
const [, , path] = process.argv
if (path) {
  const { stringify } = await import('yaml')
  const template = JSON.parse(readFileSync(path, 'utf8'))
  template.Mappings.Code.index.js = outputFiles[0].text
  process.stdout.write(stringify(template))
}
