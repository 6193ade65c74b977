// For a program: one JSON object a line, each with its `type`.

import type { Out, Reporter } from './reporter.ts'

export const reportJson = ({ print }: Out): Reporter => {
  const line = (type: string, facts: object) => print(JSON.stringify({ type, ...facts }))
  return {
    note: text => line('note', { text }),
    changes: changes => line('changes', { changes }),
    event: event =>
      line('event', {
        time: event.Timestamp?.toISOString(),
        id: event.LogicalResourceId,
        physicalId: event.PhysicalResourceId,
        resource: event.ResourceType,
        status: event.ResourceStatus,
        reason: event.ResourceStatusReason,
      }),
    done: outcome => line('done', outcome),
    failed: message => line('failed', { message }),
    rest: () => {},
  }
}
