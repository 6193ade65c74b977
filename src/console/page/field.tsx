// A labelled input that says what belongs in it, and what is wrong with what stands in it.

import { useId } from 'preact/hooks'

type Props = {
  readonly label: string
  readonly value: string
  readonly onValue: (value: string) => void
  readonly hint?: string | undefined
  /** Why it cannot be used; shown beside it, and read with it. */
  readonly wrong?: string | undefined
  readonly onLeave?: () => void
  /** Digits only: asks a phone for its digits. */
  readonly digits?: boolean
  readonly name?: string
}

export const Field = ({ label, value, onValue, hint, wrong, onLeave, digits, name }: Props) => {
  const id = useId()
  const notes = [hint !== undefined && `${id}-hint`, wrong !== undefined && `${id}-wrong`].filter(Boolean)
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        name={name}
        value={value}
        autocomplete="off"
        spellcheck={false}
        inputMode={digits ? 'numeric' : 'text'}
        aria-invalid={wrong !== undefined}
        aria-describedby={notes.join(' ') || undefined}
        onInput={event => onValue(event.currentTarget.value)}
        onBlur={onLeave}
      />
      {hint !== undefined && (
        <span class="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      {wrong !== undefined && (
        <span class="wrong" id={`${id}-wrong`}>
          {wrong}
        </span>
      )}
    </div>
  )
}

/** One of a few, as radio buttons. */
export const Choice = <Value extends string>({
  label,
  value,
  of,
  onValue,
}: {
  readonly label: string
  readonly value: Value
  readonly of: readonly (readonly [Value, string])[]
  readonly onValue: (value: Value) => void
}) => {
  const name = useId()
  return (
    <fieldset class="row">
      <legend class="unseen">{label}</legend>
      {of.map(([each, title]) => (
        <label key={each} class="choice">
          <input type="radio" name={name} checked={each === value} onChange={() => onValue(each)} />
          {title}
        </label>
      ))}
    </fieldset>
  )
}

/** Moves the focus to the first input of a form that is wrong, once it is shown as such. */
export const focusWrong = (form: HTMLFormElement): void => {
  requestAnimationFrame(() => form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
}
