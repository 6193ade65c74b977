// The fleet as the page knows it, event by event.

import { type Signal, signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { FleetEvent, FleetNews, FleetReading, FleetRow } from '../../wire-fleet.ts'
import { follow } from '../ask.ts'

/** `rows` are all of them. */
export type FleetKnown = FleetNews & { readonly reading: FleetReading }

export type FleetView =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'failed'; readonly why: string }
  | { readonly kind: 'here'; readonly fleet: FleetKnown }

export type Reading = { readonly rows: number; readonly units: number }

/** What is known of the fleet, and how far a reading of it is that is under way. They outlive the view. */
const view: Signal<FleetView> = signal<FleetView>({ kind: 'waiting' })
const reading = signal<Reading | null>(null)

/** Follows the fleet while a component is there. */
export const useFleet = () => {
  useEffect(() => {
    let byModule = new Map<string, FleetRow>()
    const on = (event: FleetEvent): void => {
      if (event.kind === 'reading') {
        reading.value = event
        return
      }
      const { rows, history, unread, deaf, gap } = event
      if (event.kind === 'fleet') byModule = new Map()
      for (const row of rows) byModule.set(row.module, row)
      const before = view.value.kind === 'here' ? view.value.fleet : undefined
      const took = event.kind === 'fleet' ? event.reading : before?.reading
      if (!took) return
      reading.value = null
      const all = rows.length === 0 && before ? before.rows : [...byModule.values()]
      view.value = { kind: 'here', fleet: { rows: all, history, reading: took, unread, deaf, gap } }
    }
    return follow<FleetEvent>('/api/fleet', on, why => {
      reading.value = null
      view.value = { kind: 'failed', why }
    })
  }, [])
  return { view: view.value, reading: reading.value }
}
