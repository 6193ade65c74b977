// The stack's outputs by which the parts of the pipeline are reached.

import type { FunctionName, TableName, TopicName } from './wire-flow.ts'

type Outputs = Readonly<Record<string, string>>

const topics = {
  recv_message: 'RecvMessageTopicArn',
  weekly_diagnostic: 'WeeklyDiagnosticTopicArn',
  success_rate: 'SuccessRateTopicArn',
} as const satisfies Record<TopicName, string>

const functions = {
  recv: 'Recv',
  weekly: 'Weekly',
  'success-rate': 'SuccessRate',
} as const satisfies Record<FunctionName, string>

const tables = {
  message_recv: 'MessageRecvTableName',
  weekly_diagnostic: 'WeeklyDiagnosticTableName',
  received_window: 'ReceivedWindowTableName',
} as const satisfies Record<TableName, string>

export const topicArn = (outputs: Outputs, name: TopicName): string => outputs[topics[name]] ?? ''
/** As CloudWatch calls it. */
export const topicName = (outputs: Outputs, name: TopicName): string =>
  topicArn(outputs, name).split(':').at(-1) ?? ''
export const functionName = (outputs: Outputs, name: FunctionName): string =>
  outputs[`${functions[name]}FunctionName`] ?? ''
export const logGroup = (outputs: Outputs, name: FunctionName): string =>
  outputs[`${functions[name]}LogGroupName`] ?? ''
export const tableName = (outputs: Outputs, name: TableName): string => outputs[tables[name]] ?? ''
