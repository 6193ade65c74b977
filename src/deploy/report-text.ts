// For a person: what will change and the outputs on standard output, what happens on standard error.

import type { StackEvent } from '@aws-sdk/client-cloudformation'
import { columns } from '../terminal/columns.ts'
import { printable } from '../terminal/printable.ts'
import type { Paint } from '../terminal/style.ts'
import type { Out, Reporter } from './reporter.ts'
import { countChanges, showChanges } from './show-changes.ts'

/** One line an event; without them if `event` says nothing. */
export const reportText = (
  { print, tell }: Out,
  paint: Paint,
  event: (event: StackEvent) => void = each => tell(eventLine(each, paint)),
): Reporter => ({
  note: tell,
  changes: changes => {
    for (const line of showChanges(changes, paint)) print(line)
    if (changes.length > 0) print(countChanges(changes))
  },
  event,
  done: ({ stackName, status, changed, outputs }) => {
    if (changed) tell(`The stack ${stackName} is deployed (${status}). Its outputs:`)
    const rows = Object.entries(outputs).map(([name, value]) => [`  ${name}`, value])
    for (const line of columns(rows)) print(line)
  },
  // the error itself ends on standard error
  failed: () => {},
  rest: () => {},
})

/** `12:30:05  CREATE_FAILED  RecvFunction  Lambda::Function  the reason`. */
export const eventLine = (event: StackEvent, paint: Paint): string => {
  const { Timestamp, ResourceStatus = '', LogicalResourceId = '', ResourceType = '' } = event
  const time = Timestamp?.toTimeString().slice(0, 8) ?? ''
  const reason = printable(event.ResourceStatusReason ?? '')
  // the longest status of a resource that is no failure has 25 characters, and most of them 18
  const text = `${time}  ${ResourceStatus.padEnd(18)}  ${LogicalResourceId.padEnd(22)}  ${ResourceType.replace(/^AWS::/, '')}`
  const whole = reason === '' ? text : `${text}  ${reason}`
  if (/FAILED|ROLLBACK/.test(ResourceStatus)) return paint('red', whole)
  return ResourceStatus.endsWith('_COMPLETE') ? whole : paint('dim', whole)
}
