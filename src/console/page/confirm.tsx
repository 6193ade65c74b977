// A question before something that cannot be taken back.

import type { ComponentChildren } from 'preact'
import { useEffect, useId, useRef, useState } from 'preact/hooks'
import { Field } from './field.tsx'

type Props = {
  readonly title: string
  readonly children: ComponentChildren
  /** What the button that agrees says. */
  readonly action: string
  readonly danger?: boolean
  /** What must be typed before it can be agreed to: more than a click, for what concerns much. */
  readonly phrase?: string | undefined
  readonly onAnswer: (agreed: boolean) => void
}

/** Asks while it is there. Escape and the first button decline; the focus goes back to where it was. */
export const Confirm = ({ title, children, action, danger = false, phrase, onAnswer }: Props) => {
  const dialog = useRef<HTMLDialogElement>(null)
  const agreed = useRef(false)
  const [typed, setTyped] = useState('')
  const id = useId()
  useEffect(() => dialog.current?.showModal(), [])
  const close = (yes: boolean): void => {
    agreed.current = yes
    // before it is taken away: closing is what gives the focus back
    dialog.current?.close()
  }
  const ready = phrase === undefined || typed === phrase
  return (
    <dialog ref={dialog} aria-labelledby={id} onClose={() => onAnswer(agreed.current)}>
      <h3 id={id}>{title}</h3>
      {children}
      <form
        class="card-rest"
        onSubmit={event => {
          event.preventDefault()
          if (ready) close(true)
        }}
      >
        {phrase !== undefined && <Field label={`Type ${phrase} to go on`} value={typed} onValue={setTyped} />}
        <div class="row">
          <button type="button" onClick={() => close(false)}>
            Cancel
          </button>
          <button type="submit" class={danger ? 'danger' : 'main'} disabled={!ready}>
            {action}
          </button>
        </div>
      </form>
    </dialog>
  )
}
