import { SNS } from '../src/cfn/kinds.ts'
import { named } from './parameters.ts'

// No KMS key: alias/aws/sns would shut out CloudWatch alarms and other accounts as publishers.
const topic = (name: string) => SNS.Topic({ TopicName: named(name) })

export const topics = {
  Resources: {
    RecvMessageTopic: topic('recv_message'),
    WeeklyDiagnosticTopic: topic('weekly_diagnostic'),
    SuccessRateTopic: topic('success_rate'),
  },
}
