import type { ComponentChildren } from 'preact'
import type { Known } from './ask.ts'

/** Shows an answer, or why there is none yet. */
export const Shown = <Value,>({
  known,
  children,
}: {
  readonly known: Known<Value>
  readonly children: (value: Value) => ComponentChildren
}) => {
  if (known.kind === 'waiting') return <p class="waiting">Reading …</p>
  if (known.kind === 'failed')
    return (
      <p class="notice bad" role="alert">
        {known.why}
      </p>
    )
  return <>{children(known.value)}</>
}
