// The frame: which stack this is, the views, and the one that is open.

import type { ComponentType } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { About } from '../wire.ts'
import { useAnswer } from './ask.ts'
import { ConnectionLost } from './connection.tsx'
import { Dead } from './dead/dead.tsx'
import { Fleet } from './fleet/fleet.tsx'
import { Shown } from './known.tsx'
import { Module } from './module/module.tsx'
import { Pipeline } from './pipeline.tsx'
import { addressOf, place } from './place.ts'
import { Send } from './send/send.tsx'

type View = {
  /** The first part of its address. */
  readonly name: string
  /** In the navigation, and of the document after what its address names. */
  readonly title: string
  /** The view whose link leads to it, where it has none of its own. */
  readonly under?: string
  readonly shows: ComponentType<{ readonly about: About; readonly parts: readonly string[] }>
}

const views: readonly View[] = [
  { name: '', title: 'Pipeline', shows: Pipeline },
  { name: 'hop', title: 'Pipeline', under: '', shows: Pipeline },
  { name: 'fleet', title: 'Fleet', shows: Fleet },
  { name: 'module', title: 'Module', under: 'fleet', shows: Module },
  { name: 'send', title: 'Send', shows: Send },
  { name: 'dead', title: 'Dead letters', shows: Dead },
]

export const App = () => {
  const about = useAnswer<About>('/api/about')
  const [name = '', ...parts] = place.value
  const view = views.find(each => each.name === name)
  useArrival([...parts, view?.title ?? 'No such view', 'guac'].join(' · '))
  return (
    <>
      <button type="button" class="skip" onClick={() => document.querySelector('main')?.focus()}>
        Skip to the view
      </button>
      <header class="top">
        <h1>
          <Mark />
          bookish-guacamole
        </h1>
        {about.kind === 'here' && <Whereabouts {...about.value} />}
        <nav aria-label="Views">
          {views.map(each =>
            each.under === undefined ? (
              <a
                key={each.name}
                href={addressOf(...(each.name ? [each.name] : []))}
                aria-current={each.name === (view?.under ?? view?.name) ? 'page' : undefined}
              >
                {each.title}
              </a>
            ) : null,
          )}
        </nav>
      </header>
      <ConnectionLost />
      <main tabIndex={-1}>
        {view ? (
          <Shown known={about}>{value => <view.shows about={value} parts={parts} />}</Shown>
        ) : (
          <p class="notice bad" role="alert">
            There is no such view. The links above lead to all of them.
          </p>
        )}
      </main>
    </>
  )
}

/** Where the stack is; what is on AWS costs, and stays. */
const Whereabouts = ({ place, local }: About) => (
  <p class="where">
    <span class={local ? 'badge' : 'badge warn'}>{local ? 'this machine' : 'AWS'}</span> {place}
  </p>
)

/** Half an avocado. */
const Mark = () => (
  <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
    <path
      fill="#4d7a27"
      d="M16 2c3 0 4.6 3.4 6 7 1.6 4 4 6.5 4 11a10 10 0 0 1-20 0c0-4.5 2.4-7 4-11 1.4-3.6 3-7 6-7z"
    />
    <path
      fill="#dbe8a3"
      d="M16 5c1.7 0 2.9 2.7 4 5.6 1.5 3.9 3.6 6 3.6 9.6a7.6 7.6 0 0 1-15.2 0c0-3.6 2.1-5.7 3.6-9.6C13.1 7.7 14.3 5 16 5z"
    />
    <circle cx="16" cy="20" r="4.5" fill="#8a5a33" />
  </svg>
)

/** Names the document, and moves the focus to the heading of a view that a person has gone to. */
const useArrival = (title: string): void => {
  const first = useRef(true)
  useLayoutEffect(() => {
    document.title = title
    const heading = document.querySelector<HTMLElement>('main h2') ?? document.querySelector('main')
    if (!first.current) {
      if (heading) heading.tabIndex = -1
      heading?.focus({ preventScroll: true })
      scrollTo(0, 0)
    }
    first.current = false
  }, [title])
}
