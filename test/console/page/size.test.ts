// What the console's page weighs.

import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'

const test = suite('the weight of the page')
const folder = 'dist/console'

test('the script has less than 150 KB, all views and charts included', () => {
  const scripts = readdirSync(folder).filter(name => name.endsWith('.js'))
  const bytes = scripts.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)
  assert.ok(scripts.length > 0)
  assert.ok(bytes < 150_000, `${scripts.join(', ')}: ${bytes} bytes`)
})

test.run()
