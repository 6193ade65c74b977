// The parts of the pipeline, and how they hang together.

import type { FunctionName, TableName, TopicName } from '../../wire-flow.ts'

export type Hop =
  | { readonly kind: 'topic'; readonly name: TopicName }
  | { readonly kind: 'function'; readonly name: FunctionName }
  | { readonly kind: 'table'; readonly name: TableName }
  | { readonly kind: 'stream'; readonly name: 'stream' }
  | { readonly kind: 'queue'; readonly name: 'dead letters' }

/** All of them, in the order in which events pass them. */
export const hops: readonly Hop[] = [
  { kind: 'topic', name: 'recv_message' },
  { kind: 'function', name: 'recv' },
  { kind: 'table', name: 'message_recv' },
  { kind: 'topic', name: 'weekly_diagnostic' },
  { kind: 'function', name: 'weekly' },
  { kind: 'table', name: 'weekly_diagnostic' },
  { kind: 'stream', name: 'stream' },
  { kind: 'function', name: 'success-rate' },
  { kind: 'table', name: 'received_window' },
  { kind: 'topic', name: 'success_rate' },
  { kind: 'queue', name: 'dead letters' },
]

/** A name of its own for each, as a topic and a table share one. */
export const keyOf = ({ kind, name }: Hop): string => `${kind}-${name.replace(' ', '-')}`

/** Of a part's address: #/hop/KIND/NAME. */
export const addressParts = ({ kind, name }: Hop): readonly string[] => ['hop', kind, name]

/** The part that an address names; undefined for none. */
export const hopAt = ([kind, name]: readonly string[]): Hop | undefined =>
  hops.find(hop => hop.kind === kind && hop.name === name)

export type Edge = {
  readonly from: string
  readonly to: string
  /** What goes wrong, rather than what goes on. */
  readonly fails?: boolean
}

export const edges: readonly Edge[] = [
  { from: 'topic-recv_message', to: 'function-recv' },
  { from: 'function-recv', to: 'table-message_recv' },
  { from: 'table-message_recv', to: 'function-success-rate' },
  { from: 'topic-weekly_diagnostic', to: 'function-weekly' },
  { from: 'function-weekly', to: 'table-weekly_diagnostic' },
  { from: 'table-weekly_diagnostic', to: 'stream-stream' },
  { from: 'stream-stream', to: 'function-success-rate' },
  { from: 'function-success-rate', to: 'table-received_window' },
  { from: 'function-success-rate', to: 'topic-success_rate' },
  { from: 'function-recv', to: 'queue-dead-letters', fails: true },
  { from: 'function-weekly', to: 'queue-dead-letters', fails: true },
  { from: 'function-success-rate', to: 'queue-dead-letters', fails: true },
]

/** What a part is for, in a sentence. */
export const purpose = (hop: Hop): string => purposes[keyOf(hop)] ?? ''

const purposes: Readonly<Record<string, string>> = {
  'topic-recv_message':
    'Gateways publish here each message that they received of a module; SNS hands it to recv.',
  'topic-weekly_diagnostic':
    'Modules publish here how many messages they have tried to send; SNS hands it to weekly.',
  'topic-success_rate': 'The rates that were computed, for everybody who subscribes.',
  'function-recv': 'Checks each received message, and puts it into message_recv.',
  'function-weekly': 'Checks each weekly diagnostic, and puts it into weekly_diagnostic.',
  'function-success-rate': 'Counts what was received up to a report, and publishes the rate.',
  'table-message_recv': 'One row for each received message.',
  'table-weekly_diagnostic': 'One row for each report; its stream has the rates computed.',
  'table-received_window': 'What was counted for each report, and what was published.',
  'stream-stream': 'The changes of weekly_diagnostic, in their order, on their way to success-rate.',
  'queue-dead-letters': 'What failed for good, whole and with the reason, until somebody sees to it.',
}
