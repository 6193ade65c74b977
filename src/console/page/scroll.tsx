import type { ComponentChildren } from 'preact'

/** What may be wider than the page scrolls by itself, and can be reached by keyboard for that. */
export const Scroll = ({
  label,
  children,
}: {
  readonly label: string
  readonly children: ComponentChildren
}) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
  <section class="table" tabIndex={0} aria-label={label}>
    {children}
  </section>
)
