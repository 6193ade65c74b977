// The dead letters: why each is one, and what is to become of it.

import './dead.css'
import { useRef, useState } from 'preact/hooks'
import type { About } from '../../wire.ts'
import type { DeadLetters, Letter, LetterResult } from '../../wire-dead.ts'
import { post, useAnswer } from '../ask.ts'
import { Shown } from '../known.tsx'
import { addressOf } from '../place.ts'
import { Change, type Verb } from './change.tsx'
import { LetterShown } from './letter.tsx'

export const Dead = ({ about }: { readonly about: About }) => {
  const [look, setLook] = useState(0)
  const known = useAnswer<DeadLetters>('/api/dead', look)
  return (
    <section aria-labelledby="dead">
      <div class="heading">
        <h2 id="dead">Dead letters</h2>
        <button type="button" class="end" onClick={() => setLook(look + 1)}>
          Look again
        </button>
      </div>
      <Shown known={known}>{found => <Found key={keyOf(found)} found={found} about={about} />}</Shown>
    </section>
  )
}

/** Another look with other letters begins anew: nothing is chosen, and nothing has been done. */
const keyOf = ({ letters }: DeadLetters): string => letters.map(({ id }) => id).join()

const Found = ({ found, about }: { readonly found: DeadLetters; readonly about: About }) => {
  const { letters, more, hidden } = found
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [results, setResults] = useState<ReadonlyMap<string, LetterResult>>(new Map())
  const [asking, setAsking] = useState<Verb | undefined>()
  const [says, setSays] = useState<{ readonly text: string; readonly bad?: boolean }>({ text: '' })
  const [busy, setBusy] = useState(false)
  const saying = useRef<HTMLParagraphElement>(null)

  const there = letters.filter(({ id }) => isThere(results.get(id)))
  const wanted = there.filter(({ id }) => chosen.has(id))
  const idle = wanted.length === 0 || busy
  const change = async (verb: Verb): Promise<void> => {
    setBusy(true)
    setSays({ text: `${verb === 'redrive' ? 'Redriving' : 'Discarding'} ${counted(wanted)} …` })
    // what was pressed is about to be of no use
    saying.current?.focus()
    try {
      const done = await post<readonly LetterResult[]>(`/api/dead/${verb}`, {
        ids: wanted.map(({ id }) => id),
      })
      setResults(new Map([...results, ...done.map(each => [each.id, each] as const)]))
      setChosen(new Set())
      setSays(summary(done))
    } catch (error) {
      setSays({ text: (error as Error).message, bad: true })
    }
    setBusy(false)
  }

  return (
    <>
      {letters.length === 0 ? (
        <p class="card">
          There is no dead letter. What the service refuses, or fails on for good, comes here; to see one,{' '}
          <a href={addressOf('send')}>send</a> an event that it refuses.
        </p>
      ) : (
        <div class="card">
          <div class="row">
            <label class="choice">
              <input
                type="checkbox"
                checked={wanted.length > 0 && wanted.length === there.length}
                disabled={there.length === 0}
                onChange={event =>
                  setChosen(new Set(event.currentTarget.checked ? there.map(({ id }) => id) : []))
                }
              />
              All {there.length}
            </label>
            <span class="quiet">{wanted.length} selected</span>
            <div class="row end">
              <button type="button" disabled={idle} onClick={() => setAsking('redrive')}>
                Redrive …
              </button>
              <button type="button" class="danger" disabled={idle} onClick={() => setAsking('discard')}>
                Discard …
              </button>
            </div>
          </div>
          <p ref={saying} tabIndex={-1} role="status" class={says.bad ? 'bad' : ''}>
            {says.text}
          </p>
          <ul class="letters">
            {letters.map(letter => (
              <LetterShown
                key={letter.id}
                letter={letter}
                now={Date.now()}
                chosen={chosen.has(letter.id)}
                result={results.get(letter.id)}
                onChoose={yes => {
                  const others = [...chosen].filter(id => id !== letter.id)
                  setChosen(new Set(yes ? [...others, letter.id] : others))
                }}
              />
            ))}
          </ul>
        </div>
      )}
      {more && (
        <p class="quiet">
          The {letters.length} oldest are shown. guac dead redrive --all handles any number of them.
        </p>
      )}
      {hidden > 0 && (
        <p class="quiet">
          SQS counts {hidden} more, which somebody may just have received: what is not deleted can be seen
          again within two minutes.
        </p>
      )}
      {asking && (
        <Change
          verb={asking}
          letters={wanted}
          about={about}
          onAnswer={agreed => {
            setAsking(undefined)
            if (agreed) void change(asking)
          }}
        />
      )}
    </>
  )
}

const isThere = (result: LetterResult | undefined): boolean =>
  result === undefined || result.result === 'kept'

const counted = (letters: readonly Letter[]): string =>
  letters.length === 1 ? '1 letter' : `${letters.length} letters`

/** What was done, by its results: "2 handled, 1 kept." */
const summary = (done: readonly LetterResult[]): { readonly text: string; readonly bad: boolean } => {
  const counts = new Map<string, number>()
  for (const { result } of done) counts.set(result, (counts.get(result) ?? 0) + 1)
  const text = `${[...counts].map(([result, count]) => `${count} ${result}`).join(', ')}.`
  return { text, bad: counts.has('kept') || counts.has('not there') }
}
