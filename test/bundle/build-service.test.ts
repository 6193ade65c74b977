import { createHash } from 'node:crypto'
import { createRequire } from 'node:module'
import { compileFunction } from 'node:vm'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { buildService } from '../../src/bundle/build-service.ts'
import { limit } from '../../src/bundle/size-by-part.ts'
import { parseTemplate } from '../../src/cfn/parse-template.ts'
import { PersonError } from '../../src/errors.ts'
import { type Checkout, makeCheckout } from './checkout.ts'

const test = suite<{ checkout: Checkout }>('build-service')

test.before.each(context => {
  context.checkout = makeCheckout()
})
test.after.each(({ checkout }) => checkout.remove())

const refusal = async (home: string): Promise<string> => {
  const error = await buildService(home).then(
    () => new Error('It was built.'),
    (reason: unknown) => reason,
  )
  assert.instance(error, PersonError)
  return (error as PersonError).message
}

test('the same sources give the same bytes wherever they lie, from whatever folder they are built', async ({
  checkout,
}) => {
  const here = await buildService(process.cwd())
  const cwd = process.cwd()
  try {
    process.chdir(checkout.home)
    const there = await buildService(checkout.home)
    assert.is(there.text, here.text)
    assert.ok(there.zip.equals(here.zip))
  } finally {
    process.chdir(cwd)
  }
})

test('the template that is written reads back as the template that was defined', async () => {
  const { text, template } = await buildService(process.cwd())
  assert.equal(parseTemplate(text), JSON.parse(JSON.stringify(template)))
})

test('the code is printable ASCII, named by its hash, and has the three handlers', async () => {
  const { code, text, zip } = await buildService(process.cwd())
  assert.match(text, /^[\n -~]*$/)
  assert.is(code.hash, createHash('sha256').update(code.js).digest('hex').slice(0, 16))
  assert.ok(zip.includes(code.js))
  const module = { exports: {} as Record<string, unknown> }
  compileFunction(code.js, ['module', 'exports', 'require'])(
    module,
    module.exports,
    createRequire(`${process.cwd()}/`),
  )
  assert.equal(Object.keys(module.exports).sort(), ['recv', 'successRate', 'weekly'])
})

test('the parts of the size add up, and leave 2 KB to spare', async () => {
  const { sizes, text } = await buildService(process.cwd())
  const { total, ...parts } = sizes
  assert.is(total, Buffer.byteLength(text))
  assert.is(
    Object.values(parts).reduce((sum, bytes) => sum + bytes, 0),
    total,
  )
  assert.ok(parts.code > 5_000 && parts.resources > 5_000)
  assert.ok(total <= limit - 2_048)
})

test('a template of more than 51,200 bytes is refused with its parts', async ({ checkout }) => {
  checkout.write('handlers/index.ts', `export const recv = '${'x'.repeat(limit)}'`)
  assert.match(
    await refusal(checkout.home),
    /would have \d+ bytes, \d+ more than CloudFormation takes[\s\S]* code +51,\d{3} bytes/,
  )
})

test('a syntax error of a handler is named with its file, line and column', async ({ checkout }) => {
  checkout.write('handlers/recv.ts', 'export const recv = 1\nconst = 2\n')
  assert.match(
    await refusal(checkout.home),
    /nothing was written:\n {2}handlers\/recv\.ts:2:7: Expected identifier/,
  )
})

test('faults of handlers and of templates are named at once', async ({ checkout }) => {
  checkout.write('handlers/recv.ts', 'const = 2')
  checkout.write('templates/tables.ts', 'import "./absent.ts"')
  assert.match(
    await refusal(checkout.home),
    /handlers\/recv\.ts:1:7: [\s\S]*templates\/tables\.ts:1:8: Could not resolve "\.\/absent\.ts"/,
  )
})

test('a template that throws is named with its message and file', async ({ checkout }) => {
  checkout.write('templates/tables.ts', 'export const tables = JSON.parse("")')
  const message = await refusal(checkout.home)
  assert.match(message, /no valid template: Unexpected end of JSON input/)
  assert.match(message, /Correct templates\/tables\.ts and build again/)
})

test('a reference to nothing is named with both ends', async ({ checkout }) => {
  checkout.write(
    'templates/tables.ts',
    `import { GetAtt } from '../src/cfn/functions.ts'
export const tables = { Resources: { X: { Type: 'T', Properties: { P: GetAtt('Absent', 'Arn') } } } }`,
  )
  assert.match(await refusal(checkout.home), /Resources\.\w+\.Properties\S* refers to \w+, which is not a/)
})

test('an installed package, which has no sources, is told so', async ({ checkout }) => {
  const message = await refusal(`${checkout.home}/node_modules/yaml`)
  assert.match(message, /holds no handlers\/ and templates\/ to build from/)
})

test.run()
