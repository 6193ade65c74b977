// How a browser is opened on each system, and where there is none.

import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { browserCommand, openBrowser } from '../src/open-browser.ts'
import { eventually } from './local/helpers/eventually.ts'

const test = suite('opening a browser')
const url = 'http://127.0.0.1:4580/?key=k'
const overNetwork = { SSH_CONNECTION: '10.0.0.1 50000 10.0.0.2 22' }

for (const [name, platform, env, command] of [
  ['macOS', 'darwin', {}, ['open', url]],
  ['macOS over the network', 'darwin', overNetwork, undefined],
  ['Windows', 'win32', {}, ['cmd', '/c', 'start', '', url]],
  ['Linux with a screen', 'linux', { DISPLAY: ':0' }, ['xdg-open', url]],
  ['Linux with Wayland', 'linux', { WAYLAND_DISPLAY: 'wayland-0' }, ['xdg-open', url]],
  ['Linux without a screen', 'linux', { DISPLAY: '' }, undefined],
] as const)
  test(`${name}: ${command?.[0] ?? 'no browser'}`, () =>
    assert.equal(browserCommand(platform, env, url), command))

test('starts that command, and says when there is none', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'guac-browser-'))
  const opened = join(folder, 'opened')
  writeFileSync(join(folder, 'xdg-open'), `#!/bin/sh\necho "$1" > '${opened}'\n`)
  chmodSync(join(folder, 'xdg-open'), 0o755)
  const env = { DISPLAY: ':0', PATH: `${folder}:${process.env.PATH}` }
  assert.is(await openBrowser('linux', env, url), true)
  const read = () => {
    try {
      return readFileSync(opened, 'utf8')
    } catch {
      return undefined
    }
  }
  assert.is(await eventually(read), `${url}\n`)
  assert.is(await openBrowser('linux', { DISPLAY: ':0', PATH: '/nowhere' }, url), false)
  assert.is(await openBrowser('linux', {}, url), false)
  rmSync(folder, { recursive: true })
})

test.run()
