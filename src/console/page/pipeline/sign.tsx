import type { Hop } from './hops.ts'

/** What a kind of part is drawn as, as in the README: topics have six corners, tables are round. */
const shapes: Readonly<Record<Hop['kind'], string>> = {
  topic: 'M4.5 2.5h7L15 8l-3.5 5.5h-7L1 8z',
  function: 'M4 2.5h1.6c1 0 1.5.4 1.9 1.5l3.3 9.5h2.4M7.6 6.8 4 13.5',
  table:
    'M2.5 4c0-1.1 2.5-2 5.5-2s5.5.9 5.5 2v8c0 1.1-2.5 2-5.5 2s-5.5-.9-5.5-2zm0 0c0 1.1 2.5 2 5.5 2s5.5-.9 5.5-2',
  stream: 'M1.5 5c2-2 4.5-2 6.5 0s4.5 2 6.5 0M1.5 11c2-2 4.5-2 6.5 0s4.5 2 6.5 0',
  queue: 'M1.5 4h13v8h-13zM5.8 4v8M10.2 4v8',
}

export const Sign = ({ kind }: { readonly kind: Hop['kind'] }) => (
  <svg class="sign" viewBox="0 0 16 16" aria-hidden="true">
    <path d={shapes[kind]} />
  </svg>
)
