// Programs that others wrote, at the versions in test/tools, each set in an ignored folder of its own. Installing is
// done once for each list; after that no network is asked.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { env, root, run } from './process.js'

const folder = join(root, '.guac/verify')

/** Installs a list into a folder, unless it is there already. Returns the folder, or undefined and says why. */
const install = async (name, list, commands) => {
  const home = join(folder, name)
  const stamp = join(home, 'installed')
  const wanted = readFileSync(join(root, list), 'utf8')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return home
  console.log(`\n— installing ${list} into .guac/verify/${name}`)
  mkdirSync(home, { recursive: true })
  for (const [command, ...args] of commands(home)) {
    const { code, output } = await run(command, args, { quiet: true })
    if (code === 0) continue
    console.log(`${command} cannot: ${output.trim().split('\n').at(-1)}`)
    return undefined
  }
  writeFileSync(stamp, wanted)
  return home
}

const python = async name => {
  const list = `test/tools/${name}.txt`
  const home = await install(name, list, home => [
    ['python3', '-m', 'venv', home],
    [join(home, 'bin/python'), '-m', 'pip', 'install', '-q', '--disable-pip-version-check', '-r', list],
  ])
  return home && join(home, 'bin')
}

/** The folder with cfn-lint, the AWS CLI, Python with boto3, and MiniStack; undefined if it cannot be had. */
export const installPython = () => python('python')

/** The folder with checkov; undefined if it cannot be had. */
export const installCheckov = () => python('checkov')

/** The folder with the npm packages of test/tools/package.json; undefined if it cannot be had. */
export const installNode = () =>
  install('node', 'test/tools/package.json', home => {
    writeFileSync(join(home, 'package.json'), readFileSync(join(root, 'test/tools/package.json')))
    return [['npm', 'install', '--silent', '--no-audit', '--no-fund', '--prefix', home]]
  })

const browsers = ['chromium', 'chromium-browser', 'google-chrome']

/** The path of a Chromium that is there; undefined if there is none. */
export const findBrowser = () =>
  (env.PATH ?? '')
    .split(delimiter)
    .flatMap(folder => browsers.map(name => join(folder, name)))
    .find(existsSync)

/** The path of a Chromium; undefined if there is none, and Debian's cannot be installed. */
export const installBrowser = async () => {
  const found = findBrowser()
  if (found || process.getuid?.() !== 0) return found
  console.log('\n— installing chromium')
  const apt = (...args) => run('apt-get', ['-qq', '-y', ...args], { quiet: true })
  if ((await apt('install', '--no-install-recommends', 'chromium')).code !== 0) {
    await apt('update')
    await apt('install', '--no-install-recommends', 'chromium')
  }
  return findBrowser()
}
