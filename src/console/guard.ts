// Who may speak to the console. It reads a person's stack with that person's rights, so no other web page, no name
// that was bent to this machine, and no program without the key may ask it anything. Pure.

import { timingSafeEqual } from 'node:crypto'

type Headers = Readonly<Record<string, string | string[] | undefined>>

export type Secrets = {
  /** What a page must send to change anything. */
  readonly token: string
  /** What the address that was printed carries; undefined where reading needs none. */
  readonly key: string | undefined
}

export type Asking = {
  readonly method: string
  readonly url: URL
  readonly headers: Headers
  readonly port: number
}

export type Verdict =
  | { readonly kind: 'welcome' }
  /** The key came with the address: keep it in a cookie, and take it out of the address. */
  | { readonly kind: 'enter'; readonly cookie: string }
  | { readonly kind: 'refused'; readonly status: 401 | 403; readonly why: string }

/** Where the token of a page stands in its requests. */
export const tokenHeader = 'x-guac-token'

/** Whether a request may be answered. */
export const judge = ({ method, url, headers, port }: Asking, { token, key }: Secrets): Verdict => {
  const refused = (why: string): Verdict => ({ kind: 'refused', status: 403, why })
  const { host = '', origin } = headers
  const own = [`127.0.0.1:${port}`, `localhost:${port}`]
  if (!own.includes(String(host))) return refused(`The Host header must be ${own[0]}, and it is "${host}".`)
  if (origin !== undefined && !own.some(each => origin === `http://${each}`))
    return refused(`The request comes from the web origin "${origin}".`)
  const site = headers['sec-fetch-site']
  // a link that a person follows, to the page itself, is no request that a script makes
  const followed = headers['sec-fetch-mode'] === 'navigate' && method === 'GET' && url.pathname === '/'
  if (site !== undefined && site !== 'same-origin' && site !== 'none' && !followed)
    return refused(`The request comes from another site (Sec-Fetch-Site: ${site}).`)
  if (method !== 'GET' && method !== 'HEAD' && !same(String(headers[tokenHeader] ?? ''), token))
    return refused('The request does not carry the token of this page. Load the page anew.')
  if (key === undefined || same(cookieIn(headers, cookieName(port)), key)) return { kind: 'welcome' }
  if (url.pathname === '/' && same(url.searchParams.get('key') ?? '', key))
    return {
      kind: 'enter',
      cookie: `${cookieName(port)}=${key}; HttpOnly; SameSite=Strict; Path=/`,
    }
  return {
    kind: 'refused',
    status: 401,
    why: 'Open the address that guac console has printed: it carries a key, which is a new one at each start.',
  }
}

// browsers give the cookies of one port of a machine to all others
const cookieName = (port: number): string => `guac-console-${port}`

const cookieIn = ({ cookie = '' }: Headers, name: string): string =>
  String(cookie)
    .split(/; */)
    .find(each => each.startsWith(`${name}=`))
    ?.slice(name.length + 1) ?? ''

const same = (given: string, wanted: string): boolean => {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)]
  return a.length === b.length && timingSafeEqual(a, b)
}
