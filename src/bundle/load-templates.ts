import { createRequire } from 'node:module'
import { join } from 'node:path'
import { compileFunction } from 'node:vm'
import type { Template } from '../cfn/template.ts'
import { errors } from '../errors.ts'

/** The bundle of all handlers as a template takes it. */
export type Code = { readonly js: string; readonly hash: string; readonly version: string }

/** Loads what bundled templates will require, a third of their time, while esbuild is still at work. */
export const preload = async (home: string): Promise<void> => {
  const require = createRequire(join(home, 'package.json'))
  for (const name of ['yaml', 'cloudform-types/types/functions.js', 'cloudform-types/types/refs.js'])
    require(name)
}

/** What the bundled templates export. */
type Templates = {
  readonly define: (code: Code) => Template
  readonly emitTemplate: (template: Template, comment: string) => string
}

/** The template of some code, as value and as text. */
export type Defined = { readonly template: Template; readonly text: string }

// Not an ES module: Node keeps each of those for ever, which a watch would feel.
/**
 * Runs bundled templates for some code. Packages resolve from home. Throws a PersonError with the file and
 * the message when a definition throws.
 */
export const defineTemplate = (bundled: string, home: string, code: Code, comment: string): Defined => {
  const module = { exports: {} as Templates }
  try {
    const run = compileFunction(bundled, ['module', 'exports', 'require'], { filename: bundleName })
    run(module, module.exports, createRequire(join(home, 'package.json')))
    const template = module.exports.define(code)
    return { template, text: module.exports.emitTemplate(template, comment) }
  } catch (error) {
    const { message, stack = '' } = error instanceof Error ? error : new Error(String(error))
    throw errors.brokenTemplate(message, sourceOf(bundled, stack) ?? 'templates/')
  }
}

const bundleName = 'guac-templates.cjs'

// esbuild writes "// templates/tables.ts" above what comes from there. The vocabulary of src/cfn reports
// faults of others, so the innermost frame below templates/ is where to look.
const sourceOf = (bundled: string, stack: string): string | undefined => {
  const lines = bundled.split('\n')
  const files = [...stack.matchAll(/guac-templates\.cjs:(\d+)/g)].map(([, at]) =>
    lines
      .slice(0, Number(at))
      .findLast(text => text.startsWith('// '))
      ?.slice(3),
  )
  return files.find(file => file?.startsWith('templates/')) ?? files[0]
}
