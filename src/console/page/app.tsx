// The frame: which stack this is, the views, and the one that is open.

import type { ComponentType } from 'preact'
import type { About } from '../wire.ts'
import { useAnswer } from './ask.ts'
import { Shown } from './known.tsx'
import { Pipeline } from './pipeline.tsx'
import { addressOf, place } from './place.ts'

type View = {
  /** The first part of its address. */
  readonly name: string
  readonly title: string
  readonly shows: ComponentType<{ readonly about: About; readonly parts: readonly string[] }>
}

const views: readonly View[] = [{ name: '', title: 'Pipeline', shows: Pipeline }]

export const App = () => {
  const about = useAnswer<About>('/api/about')
  const [name = '', ...parts] = place.value
  const view = views.find(each => each.name === name)
  return (
    <>
      <header>
        <h1>bookish-guacamole</h1>
        <p>{about.kind === 'here' ? about.value.place : ''}</p>
        <nav aria-label="Views">
          {views.map(each => (
            <a
              key={each.name}
              href={addressOf(...(each.name ? [each.name] : []))}
              aria-current={each === view ? 'page' : undefined}
            >
              {each.title}
            </a>
          ))}
        </nav>
      </header>
      <main>
        {view ? (
          <Shown known={about}>{value => <view.shows about={value} parts={parts} />}</Shown>
        ) : (
          <p role="alert">There is no such view. The links above lead to all of them.</p>
        )}
      </main>
    </>
  )
}
