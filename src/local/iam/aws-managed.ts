// The few policies of AWS's own that functions like these are given. Any other is refused by name.
// https://docs.aws.amazon.com/aws-managed-policy/latest/reference/about-managed-policy-reference.html

import { type Policy, parsePolicy } from './policy.ts'

const logs = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents']
const stream = ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams']

const onAnything = (Action: readonly string[]): Policy =>
  parsePolicy({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] }, 'identity')

export const awsManaged: ReadonlyMap<string, Policy> = new Map([
  ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole', onAnything(logs)],
  [
    'arn:aws:iam::aws:policy/service-role/AWSLambdaDynamoDBExecutionRole',
    onAnything([...stream.map(action => `dynamodb:${action}`), ...logs]),
  ],
])
