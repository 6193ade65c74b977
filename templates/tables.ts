import { Ref } from '../src/cfn/functions.ts'
import { DynamoDB } from '../src/cfn/kinds.ts'
import { named } from './parameters.ts'

type More = {
  StreamSpecification?: { StreamViewType: 'NEW_AND_OLD_IMAGES' }
  TimeToLiveSpecification?: { AttributeName: string; Enabled: true }
}

// Encrypted with the key that AWS owns, which is the default and costs nothing.
const table = (name: string, more: More = {}) =>
  DynamoDB.Table(
    {
      TableName: named(name),
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'moduleId', AttributeType: 'S' },
        { AttributeName: 'timestamp', AttributeType: 'N' },
      ],
      KeySchema: [
        { AttributeName: 'moduleId', KeyType: 'HASH' },
        { AttributeName: 'timestamp', KeyType: 'RANGE' },
      ],
      DeletionProtectionEnabled: Ref('DeletionProtection'),
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: Ref('PointInTimeRecovery') },
      ...more,
    },
    // The events outlive the stack; a creation that fails leaves nothing that would block the next one.
    { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' },
  )

export const tables = {
  Resources: {
    // Always on: no row expires that was not given a time, and turning it off fails an update of the stack.
    // https://github.com/aws/aws-cdk/issues/25655
    MessageRecvTable: table('message_recv', {
      TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
    }),
    // Both images: a report that is delivered again differs from a correction only by what stood before.
    WeeklyDiagnosticTable: table('weekly_diagnostic', {
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
    }),
    // Derived from the other two, but what it says of messages that have expired nobody can count again: so it is
    // kept and recoverable like them, which for some 100 bytes a report costs next to nothing.
    ReceivedWindowTable: table('received_window'),
  },
}
