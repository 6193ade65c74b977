// The pipeline: what flows on each hop, look by look.

import { type Flow, functionNames, topicNames } from '../wire.ts'
import { useLast } from './ask.ts'
import { Shown } from './known.tsx'

export const Pipeline = () => {
  const flow = useLast<Flow>('/api/flow')
  return (
    <section aria-labelledby="pipeline">
      <h2 id="pipeline">Pipeline</h2>
      <Shown known={flow.value}>
        {({ topics, functions, deadLetters }) => (
          <dl>
            {topicNames.map(name => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{topics[name].toFixed(1)} a second</dd>
              </div>
            ))}
            {functionNames.map(name => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>
                  {functions[name].invocations.toFixed(1)} a second, {functions[name].errors} failed
                </dd>
              </div>
            ))}
            <div>
              <dt>dead letters</dt>
              <dd>{deadLetters}</dd>
            </div>
          </dl>
        )}
      </Shown>
    </section>
  )
}
