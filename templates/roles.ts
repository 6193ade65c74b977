// What each function may do, and to what: exact actions on exact resources. Roles have no names, since IAM is
// global and the same stack in two regions would collide.
import type { Statement } from '../src/cfn/augmentation.ts'
import { GetAtt, If, NoValue, type PropertyValue, Ref, Sub } from '../src/cfn/functions.ts'
import { IAM } from '../src/cfn/kinds.ts'
import { deadLetterArn } from './dead-letters.ts'

type Action = `${'dynamodb' | 'sns' | 'sqs' | 'logs'}:${string}`

const allow = (
  Action: Action | Action[],
  Resource: PropertyValue<string> | PropertyValue<string>[],
): Statement => ({
  Effect: 'Allow',
  Action,
  Resource,
})

// biome-ignore lint/suspicious/noTemplateCurlyInString: Sub takes it
const boundary = Sub('arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/${PermissionsBoundary}')

const role = (logGroup: string, ...own: Statement[]) =>
  IAM.Role({
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
      ],
    },
    PermissionsBoundary: If('HasBoundary', boundary, NoValue),
    Policies: [
      {
        PolicyName: 'own',
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            ...own,
            // for the handler, and for Lambda when the function has failed for good
            allow('sqs:SendMessage', deadLetterArn),
            // no CreateLogGroup: a deleted log group would come back, and block the next creation
            allow(['logs:CreateLogStream', 'logs:PutLogEvents'], GetAtt(logGroup, 'Arn')),
          ],
        },
      },
    ],
  })

const messages = GetAtt('MessageRecvTable', 'Arn')
const reports = GetAtt('WeeklyDiagnosticTable', 'Arn')
const windows = GetAtt('ReceivedWindowTable', 'Arn')

export const roles = {
  Resources: {
    RecvRole: role(
      'RecvLogGroup',
      allow('dynamodb:PutItem', messages),
      // for a late message: which report's window it is in, and that this is counted again
      allow('dynamodb:Query', reports),
      allow('dynamodb:UpdateItem', windows),
    ),
    WeeklyRole: role('WeeklyLogGroup', allow('dynamodb:UpdateItem', reports)),
    SuccessRateRole: role(
      'SuccessRateLogGroup',
      allow('dynamodb:Query', [messages, reports, windows]),
      allow('dynamodb:UpdateItem', windows),
      // what Lambda needs to read the stream
      // https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-permissions.html
      allow(
        [
          'dynamodb:DescribeStream',
          'dynamodb:GetRecords',
          'dynamodb:GetShardIterator',
          'dynamodb:ListStreams',
        ],
        GetAtt('WeeklyDiagnosticTable', 'StreamArn'),
      ),
      allow('sns:Publish', Ref('SuccessRateTopic')),
    ),
  },
}
