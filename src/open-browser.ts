// A person's browser, opened by the command that their system has for it.

import { spawn } from 'node:child_process'

type Env = Readonly<Record<string, string | undefined>>

/** The command that opens an address in a browser; undefined where there is no screen for one. Pure. */
export const browserCommand = (
  platform: string,
  env: Env,
  url: string,
): readonly [command: string, ...args: string[]] | undefined => {
  // whoever has come over the network sits at another screen
  const here = !env.SSH_CONNECTION
  if (platform === 'darwin') return here ? ['open', url] : undefined
  // the empty one is the window's title
  if (platform === 'win32') return here ? ['cmd', '/c', 'start', '', url] : undefined
  return env.DISPLAY || env.WAYLAND_DISPLAY ? ['xdg-open', url] : undefined
}

/** Opens an address in a browser, which outlives this process. False where there is none, or it cannot be started. */
export const openBrowser = (platform: string, env: Env, url: string): Promise<boolean> => {
  const [command, ...args] = browserCommand(platform, env, url) ?? []
  if (command === undefined) return Promise.resolve(false)
  return new Promise(resolve => {
    const child = spawn(command, args, { stdio: 'ignore', detached: true, env: { ...env } })
    child.on('error', () => resolve(false))
    child.on('spawn', () => {
      child.unref()
      resolve(true)
    })
  })
}
