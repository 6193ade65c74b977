// One queue behind every hop: what lies in it was lost by SNS, by Lambda, or refused by a handler.
import { GetAtt, Ref } from '../src/cfn/functions.ts'
import { SQS } from '../src/cfn/kinds.ts'
import { named } from './parameters.ts'

export const deadLetterArn = GetAtt('DeadLetterQueue', 'Arn')

export const deadLetters = {
  Resources: {
    DeadLetterQueue: SQS.Queue(
      {
        QueueName: named('guac-dead-letters'),
        // 14 days, the longest there is
        MessageRetentionPeriod: 1_209_600,
        // 1 MiB: a notification of 256 KB, the most that SNS takes, grows when it is written as JSON inside JSON
        MaximumMessageSize: 1_048_576,
        SqsManagedSseEnabled: true,
      },
      // Another prefix leaves the old letters to be read. With the stack they go: they would expire anyway,
      // and a queue left behind blocks the next creation by its name.
      { DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Retain' },
    ),
    DeadLetterQueuePolicy: SQS.QueuePolicy({
      Queues: [Ref('DeadLetterQueue')],
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          // https://docs.aws.amazon.com/sns/latest/dg/sns-configure-dead-letter-queue.html
          // Lambda and the handlers send as the functions' roles, which need no word here.
          {
            Sid: 'Subscriptions',
            Effect: 'Allow',
            Principal: { Service: 'sns.amazonaws.com' },
            Action: 'sqs:SendMessage',
            Resource: deadLetterArn,
            Condition: {
              ArnEquals: { 'aws:SourceArn': [Ref('RecvMessageTopic'), Ref('WeeklyDiagnosticTopic')] },
            },
          },
          {
            Sid: 'TlsOnly',
            Effect: 'Deny',
            Principal: '*',
            Action: 'sqs:*',
            Resource: deadLetterArn,
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
        ],
      },
    }),
  },
}
