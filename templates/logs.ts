import { Ref, Sub } from '../src/cfn/functions.ts'
import { Logs } from '../src/cfn/kinds.ts'

// Made here, not by Lambda: one that Lambda makes keeps its lines for ever.
const logGroup = (functionName: string) =>
  Logs.LogGroup(
    {
      LogGroupName: Sub(`/aws/lambda/\${NamePrefix}${functionName}`),
      RetentionInDays: Ref('LogRetentionDays'),
    },
    // cfn-lint asks that both be said; a log left behind would block the next creation by its name
    { DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' },
  )

export const logs = {
  Resources: {
    RecvLogGroup: logGroup('guac-recv'),
    WeeklyLogGroup: logGroup('guac-weekly'),
    SuccessRateLogGroup: logGroup('guac-success-rate'),
  },
}
