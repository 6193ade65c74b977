// The question before letters are redriven or discarded.

import type { About } from '../../wire.ts'
import type { Letter } from '../../wire-dead.ts'
import { Confirm } from '../confirm.tsx'

export type Verb = 'redrive' | 'discard'

type Props = {
  readonly verb: Verb
  readonly letters: readonly Letter[]
  readonly about: About
  readonly onAnswer: (agreed: boolean) => void
}

export const Change = ({ verb, letters, about, onAnswer }: Props) => {
  const one = letters.length === 1
  const what = one ? '1 dead letter' : `${letters.length} dead letters`
  return verb === 'redrive' ? (
    <Confirm title={`Redrive ${what}?`} action={`Redrive ${what}`} onAnswer={onAnswer}>
      <p>
        {one ? 'Its event is' : 'Their events are'} handed to the function that failed on{' '}
        {one ? 'it' : 'them'}, of {about.place}. What it handles leaves the queue; what it refuses again stays
        there, with the reason. An event that was handled before changes nothing.
      </p>
    </Confirm>
  ) : (
    <Confirm
      title={`Discard ${what}?`}
      action={`Discard ${what}`}
      danger
      phrase={one ? undefined : `discard ${letters.length}`}
      onAnswer={onAnswer}
    >
      <p>
        {one ? 'It is' : 'They are'} deleted for good from the queue of {about.place}, with{' '}
        {one ? 'its event' : 'their events'}. Nobody can bring {one ? 'it' : 'them'} back.
      </p>
    </Confirm>
  )
}
