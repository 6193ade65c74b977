// Sending: an event, or a whole simulated fleet.

import './send.css'
import type { About } from '../../wire.ts'
import { EventForm } from './event-form.tsx'
import { Play } from './play.tsx'
import { SentList } from './sent-list.tsx'

export const Send = ({ about }: { readonly about: About }) => (
  <section aria-labelledby="send">
    <h2 id="send">Send</h2>
    <div class="cards">
      <EventForm about={about} />
      <Play about={about} />
    </div>
    <SentList />
  </section>
)
