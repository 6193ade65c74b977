// How handlers and templates are bundled, as data.
import type { BuildOptions } from 'esbuild'

const shared = {
  bundle: true,
  write: false,
  platform: 'node',
  format: 'cjs',
  logLevel: 'silent',
  // the same bytes wherever the checkout lies: no tsconfig.json of a folder above has a say
  tsconfigRaw: '{}',
} satisfies BuildOptions

/**
 * Names of properties that only the handlers know: no event, row, log, metric or export has them, and nothing of
 * JavaScript or Node, whose names must stay as they are. In a template each byte counts.
 */
export const inner = [
  ...['after', 'ambiguous', 'apart', 'attributes', 'began', 'countedAt', 'firstReport', 'head', 'keep'],
  ...[
    'keepPublished',
    'keepState',
    'known',
    'longest',
    'lowerBound',
    'passing',
    'print',
    'publish',
    'putMessage',
  ],
  ...['raise', 'reopen', 'reportsAfter', 'reportsUpTo', 'retention', 'spare', 'stamp', 'tooLate'],
  ...['attempt', 'before', 'rates', 'reports', 'txAttempts', 'unit', 'until', 'whole', 'windows'],
]

/** The handlers as Lambda runs them: one small CommonJS text. */
export const handlerOptions = (home: string) =>
  ({
    ...shared,
    absWorkingDir: home,
    entryPoints: ['handlers/index.ts'],
    minify: true,
    mangleProps: new RegExp(`^(${inner.join('|')})$`),
    // Lambda runs Node 24, this machine perhaps Node 20: the local stack runs the same text
    target: 'node20',
    // a template is printable ASCII, so that no reader can differ in the encoding
    charset: 'ascii',
    legalComments: 'none',
  }) satisfies BuildOptions

/** The templates with the writer of their YAML, both from source: an edit of either shows at once. */
export const templateOptions = (home: string) =>
  ({
    ...shared,
    absWorkingDir: home,
    stdin: {
      contents: [
        `export { default as define } from './templates/index.ts'`,
        `export { emitTemplate } from './src/cfn/emit-template.ts'`,
      ].join('\n'),
      resolveDir: home,
      sourcefile: 'guac-build.ts',
    },
    target: 'node20',
    packages: 'external',
  }) satisfies BuildOptions
