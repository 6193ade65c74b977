// What calls the functions, and where an event goes that a call has lost.
import { GetAtt, Ref } from '../src/cfn/functions.ts'
import { Lambda, SNS } from '../src/cfn/kinds.ts'
import { deadLetterArn } from './dead-letters.ts'

const OnFailure = { Destination: deadLetterArn }

const permission = (logical: string, topic: string) =>
  Lambda.Permission({
    Action: 'lambda:InvokeFunction',
    FunctionName: Ref(`${logical}Function`),
    Principal: 'sns.amazonaws.com',
    SourceArn: Ref(topic),
  })

// SNS could not hand an event over: the redrive policy. To SNS a missing permission is the client's error,
// which it never retries, so permissions come first.
// https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html
const subscription = (logical: string, topic: string) =>
  SNS.Subscription(
    {
      TopicArn: Ref(topic),
      Protocol: 'lambda',
      Endpoint: GetAtt(`${logical}Function`, 'Arn'),
      RedrivePolicy: { deadLetterTargetArn: deadLetterArn },
    },
    // nor may an event come in while a failure of the function has nowhere to go
    { DependsOn: ['DeadLetterQueuePolicy', `${logical}Permission`, `${logical}InvokeConfig`] },
  )

// SNS did hand it over, and the function failed: Lambda's on-failure destination. The values are Lambda's
// defaults, said aloud.
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-configuring.html
const invokeConfig = (logical: string) =>
  Lambda.EventInvokeConfig({
    FunctionName: Ref(`${logical}Function`),
    Qualifier: '$LATEST',
    MaximumRetryAttempts: 2,
    MaximumEventAgeInSeconds: 21_600,
    DestinationConfig: { OnFailure },
  })

export const triggers = {
  Resources: {
    RecvPermission: permission('Recv', 'RecvMessageTopic'),
    RecvSubscription: subscription('Recv', 'RecvMessageTopic'),
    RecvInvokeConfig: invokeConfig('Recv'),
    WeeklyPermission: permission('Weekly', 'WeeklyDiagnosticTopic'),
    WeeklySubscription: subscription('Weekly', 'WeeklyDiagnosticTopic'),
    WeeklyInvokeConfig: invokeConfig('Weekly'),
    // https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-params.html
    SuccessRateMapping: Lambda.EventSourceMapping({
      EventSourceArn: GetAtt('WeeklyDiagnosticTable', 'StreamArn'),
      FunctionName: Ref('SuccessRateFunction'),
      // reports that arrive while the stack is being made are not passed over
      StartingPosition: 'TRIM_HORIZON',
      BatchSize: 100,
      // A fleet reports all at once, and idle batches cost nothing. The changes of one report stay in order; those
      // of a module need none, since each computation reads all its reports.
      ParallelizationFactor: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      // Without bounds one record that always fails blocks its shard for a day. The handler itself buries what can
      // never be computed, so what fails is mostly an outage: long enough to outlast one.
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 50,
      // 22 hours. The stream drops a record after 24, and what it drops reaches no destination.
      MaximumRecordAgeInSeconds: 79_200,
      DestinationConfig: { OnFailure },
    }),
  },
}
