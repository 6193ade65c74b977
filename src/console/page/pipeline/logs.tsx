// What a function logs, live, errors marked.

import { useState } from 'preact/hooks'
import type { LogItem } from '../../wire-hops.ts'
import { clock } from './clock.ts'
import { Facts } from './events.tsx'
import { useFeed } from './feed.ts'

const most = 300

/** Newest first, each once: what comes after a break begins a quarter of an hour back again. */
const keep = (kept: readonly LogItem[], came: readonly LogItem[]): readonly LogItem[] => {
  const all = new Map([...kept, ...came].map(item => [item.id, item]))
  return [...all.values()].sort((a, b) => b.at - a.at).slice(0, most)
}

const tones: Readonly<Record<string, string>> = { WARN: 'warn', ERROR: 'bad', FATAL: 'bad' }

export const Logs = ({ name }: { readonly name: string }) => {
  const [onlyTroubles, setOnlyTroubles] = useState(false)
  const { items, why } = useFeed<LogItem, LogItem>(`/api/logs?function=${name}`, item => [item], keep)
  const shown = items.filter(({ level = '' }) => !onlyTroubles || tones[level])
  return (
    <>
      <div class="row">
        <h4>Log</h4>
        <p class="hint">The last quarter of an hour, and what comes.</p>
        <label class="choice end">
          <input
            type="checkbox"
            checked={onlyTroubles}
            onChange={event => setOnlyTroubles(event.currentTarget.checked)}
          />
          only warnings and errors
        </label>
      </div>
      {why !== undefined && (
        <p class="notice bad" role="alert">
          {why}
        </p>
      )}
      {shown.length === 0 ? (
        <p class="quiet">{onlyTroubles ? 'No warning and no error.' : 'Nothing was logged.'}</p>
      ) : (
        <ol class="lines" aria-label={`Log of ${name}, newest first`}>
          {shown.map(item => (
            <li key={item.id} class={tones[item.level ?? '']}>
              <time class="quiet">{clock(item.at)}</time>
              <div>
                {item.level && item.level !== 'INFO' && (
                  <span class={`badge ${tones[item.level] ?? ''}`}>{item.level}</span>
                )}{' '}
                <span class="text">{item.text}</span>
                <Facts facts={item.facts} />
              </div>
            </li>
          ))}
        </ol>
      )}
    </>
  )
}
