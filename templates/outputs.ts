// Every name and address that a person or guac needs of a deployed stack.
import { GetAtt, type PropertyValue, Ref } from '../src/cfn/functions.ts'
import type { Code } from './functions.ts'

const output = (Value: PropertyValue<string>) => ({ Value })

export const outputs = ({ hash, version }: Code) => ({
  Outputs: {
    RecvMessageTopicArn: output(Ref('RecvMessageTopic')),
    WeeklyDiagnosticTopicArn: output(Ref('WeeklyDiagnosticTopic')),
    SuccessRateTopicArn: output(Ref('SuccessRateTopic')),
    MessageRecvTableName: output(Ref('MessageRecvTable')),
    MessageRecvTableArn: output(GetAtt('MessageRecvTable', 'Arn')),
    WeeklyDiagnosticTableName: output(Ref('WeeklyDiagnosticTable')),
    WeeklyDiagnosticTableArn: output(GetAtt('WeeklyDiagnosticTable', 'Arn')),
    ReceivedWindowTableName: output(Ref('ReceivedWindowTable')),
    ReceivedWindowTableArn: output(GetAtt('ReceivedWindowTable', 'Arn')),
    WeeklyDiagnosticStreamArn: output(GetAtt('WeeklyDiagnosticTable', 'StreamArn')),
    RecvFunctionName: output(Ref('RecvFunction')),
    RecvFunctionArn: output(GetAtt('RecvFunction', 'Arn')),
    RecvLogGroupName: output(Ref('RecvLogGroup')),
    WeeklyFunctionName: output(Ref('WeeklyFunction')),
    WeeklyFunctionArn: output(GetAtt('WeeklyFunction', 'Arn')),
    WeeklyLogGroupName: output(Ref('WeeklyLogGroup')),
    SuccessRateFunctionName: output(Ref('SuccessRateFunction')),
    SuccessRateFunctionArn: output(GetAtt('SuccessRateFunction', 'Arn')),
    SuccessRateLogGroupName: output(Ref('SuccessRateLogGroup')),
    SuccessRateMappingId: output(Ref('SuccessRateMapping')),
    DeadLetterQueueUrl: output(Ref('DeadLetterQueue')),
    DeadLetterQueueArn: output(GetAtt('DeadLetterQueue', 'Arn')),
    Version: output(version),
    CodeHash: output(hash),
  },
})
