import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { zip } from '../../src/bundle/zip.ts'

const test = suite('zip')

test('the bytes are the same on every machine and in every year', () => {
  assert.is(
    zip([{ name: 'a.js', text: 'hi\n' }]).toString('hex'),
    [
      '504b030414000008000000002100',
      '7a7a6fed0300000003000000040000 00'.replace(' ', ''),
      '612e6a73',
      '68690a',
      '504b0102140314000008000000002100',
      '7a7a6fed030000000300000004000000',
      '00000000000000 00a48100000000'.replace(' ', ''),
      '612e6a73',
      '504b05060000000001000100320000002500000000 00'.replace(' ', ''),
    ].join(''),
  )
})

test('Python opens it, and finds the checksums right', () => {
  const folder = mkdtempSync(join(tmpdir(), 'guac-zip-'))
  try {
    const file = join(folder, 'code.zip')
    const texts = { 'index.js': 'exports.a = 1\n', 'é/ü.txt': '', 'big.txt': 'x'.repeat(70_000) }
    writeFileSync(file, zip(Object.entries(texts).map(([name, text]) => ({ name, text }))))
    const script = `
import json, sys, zipfile
z = zipfile.ZipFile(sys.argv[1])
assert z.testzip() is None
print(json.dumps({i.filename: [z.read(i).decode(), oct(i.external_attr >> 16), i.date_time[0]] for i in z.infolist()}))`
    const { status, stdout, stderr } = spawnSync('python3', ['-c', script, file], { encoding: 'utf8' })
    if (status === null) return console.log('skipped: there is no python3')
    assert.is(stderr, '')
    assert.equal(
      JSON.parse(stdout),
      Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, [text, '0o100644', 1980]])),
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('a zip of nothing is only an end', () => assert.is(zip([]).length, 22))

test.run()
