// Every view of a stack on which a fleet is played: nothing in the way of a screen reader, nothing wider than the page,
// and pictures of it. `GUAC_PICTURES=1 npm test -- console/page/pictures` plays more, and renews those of the README.

import { copyFileSync } from 'node:fs'
import * as assert from 'uvu/assert'
import { barriersOf, pictures } from '../../helpers/browser.ts'
import { consoleSuite } from '../../helpers/console-suite.ts'

const { test, it } = consoleSuite('the console of a played fleet')

const forReadme = process.env.GUAC_PICTURES !== undefined
const fleet = forReadme ? { modules: 40, weeks: 8, attempts: 6 } : { modules: 8, weeks: 4, attempts: 6 }
const seed = 2026

const views = [
  ['pipeline', ''],
  ['fleet', 'fleet'],
  ['module', `module/sim-${seed}-${forReadme ? '0' : ''}7`],
  ['send', 'send'],
  ['dead', 'dead'],
] as const

it('shows the fleet while it is played, and afterwards', async ({ service, browser, page: { url } }) => {
  const page = await browser.open(`${url}#/send`)
  for (const [label, value] of [
    ['Modules', fleet.modules],
    ['Weeks', fleet.weeks],
    ['Attempts a week', fleet.attempts],
    ['Seed', seed],
    ['Seconds a week', forReadme ? 1.5 : 0.5],
  ] as const)
    await page.getByLabel(label, { exact: true }).fill(`${value}`)
  await page.getByRole('button', { name: 'Play a fleet' }).click()
  await page.getByRole('progressbar').waitFor()
  await service.weekly({ moduleid: 'sim-astray', timestamp: 1.5, attempts: 3 })
  await service.recv({ moduleId: 'sim-astray' })
  const live = await browser.open(url, { height: 560 })
  page.setDefaultTimeout(300_000)
  // in the midst of it
  await page.getByText(`Week ${fleet.weeks / 2} of ${fleet.weeks}`, { exact: true }).waitFor()
  await live
    .getByText(/[1-9][\d.]* a second/)
    .first()
    .waitFor()
  await live.screenshot({ path: `${pictures}/console-pipeline.png` })
  await page.getByText(/Seed 2026: .* messages/).waitFor()
  await browser.picture(page, 'played')
  await live.close()
  await page.close()
  const calm = await browser.open(`${url}#/fleet`, { height: 800, colorScheme: 'dark' })
  await calm.getByText(`sim-${seed}`).first().waitFor()
  await calm.waitForTimeout(1000)
  await calm.screenshot({ path: `${pictures}/console-fleet.png` })
  await calm.close()
  if (forReadme)
    for (const name of ['console-pipeline.png', 'console-fleet.png'])
      copyFileSync(`${pictures}/${name}`, `docs/${name}`)
})

const looks = [
  [400, 'light'],
  [400, 'dark'],
  [1600, 'light'],
  [1600, 'dark'],
] as const

for (const [width, colorScheme] of forReadme ? [] : looks)
  it(`has no barrier, and fits, at ${width} pixels, ${colorScheme}`, async ({ browser, page: { url } }) => {
    for (const [name, view] of views) {
      const page = await browser.open(`${url}#/${view}`, { width, colorScheme })
      await page.locator('main h2').waitFor()
      await page.getByText('Reading …').first().waitFor({ state: 'detached' })
      assert.equal(await barriersOf(page), [], `${name} at ${width}, ${colorScheme}`)
      const wide = await page.locator('html').evaluate(root => root.scrollWidth)
      assert.ok(wide <= width, `${name} is ${wide} wide at ${width}`)
      await browser.picture(page, `${name}-${width}-${colorScheme}`)
      await page.close()
    }
  })

test.run()
