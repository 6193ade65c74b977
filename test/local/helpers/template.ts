// Small templates with functions whose code stands in them.

type Properties = Readonly<Record<string, unknown>>
type Resource = {
  readonly Type: string
  readonly Properties?: Properties
  readonly DependsOn?: string | readonly string[]
  readonly DeletionPolicy?: string
  readonly Condition?: string
}
export type Resources = Readonly<Record<string, Resource>>

export const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] })
export const ref = (id: string) => ({ Ref: id })

export const template = (Resources: Resources, rest: Properties = {}): string =>
  JSON.stringify({ ...rest, Resources })

/** A role that Lambda may assume, with these statements. */
export const role = (...Statement: readonly Properties[]): Resource => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Statement: {
        Effect: 'Allow',
        Principal: { Service: 'lambda.amazonaws.com' },
        Action: 'sts:AssumeRole',
      },
    },
    ...(Statement.length > 0 ? { Policies: [{ PolicyName: 'own', PolicyDocument: { Statement } }] } : {}),
  },
})

/** A function `Fn` with a role that may do anything. `code` is the body of the handler's file. */
export const lambda = (code: string, properties: Properties = {}): Resources => ({
  Role: role({ Effect: 'Allow', Action: '*', Resource: '*' }),
  Fn: {
    Type: 'AWS::Lambda::Function',
    Properties: {
      FunctionName: 'fn',
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role: arnOf('Role'),
      Timeout: 20,
      Code: { ZipFile: code },
      ...properties,
    },
  },
})

export const queue = (name: string): Resource => ({
  Type: 'AWS::SQS::Queue',
  Properties: { QueueName: name },
})

/** Lets SNS send what it could not hand over to these queues. */
export const lettersPolicy = (...queues: readonly string[]): Resource => ({
  Type: 'AWS::SQS::QueuePolicy',
  Properties: {
    Queues: queues.map(ref),
    PolicyDocument: {
      Statement: {
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: queues.map(arnOf),
        Condition: { ArnEquals: { 'aws:SourceArn': ref('Topic') } },
      },
    },
  },
})

/** A resource that cannot be made: the queue that it is about is not there. */
export const impossible = (...DependsOn: readonly string[]): Resource => ({
  Type: 'AWS::SQS::QueuePolicy',
  DependsOn,
  Properties: {
    Queues: ['http://127.0.0.1/000000000000/gone'],
    PolicyDocument: { Statement: { Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' } },
  },
})

/** A topic `Topic` that feeds `Fn`; what cannot be handed over goes to the queue `Lost`. */
export const subscribed = (permitted = true): Resources => ({
  Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'topic' } },
  Lost: queue('lost'),
  LostPolicy: lettersPolicy('Lost'),
  ...(permitted
    ? {
        Permission: {
          Type: 'AWS::Lambda::Permission',
          Properties: {
            Action: 'lambda:InvokeFunction',
            FunctionName: ref('Fn'),
            Principal: 'sns.amazonaws.com',
            SourceArn: ref('Topic'),
          },
        },
      }
    : {}),
  Subscription: {
    Type: 'AWS::SNS::Subscription',
    Properties: {
      TopicArn: ref('Topic'),
      Protocol: 'lambda',
      Endpoint: arnOf('Fn'),
      RedrivePolicy: { deadLetterTargetArn: arnOf('Lost') },
    },
  },
})

/** What fails three times goes to the queue `Failed`. */
export const failing: Resources = {
  Failed: queue('failed'),
  InvokeConfig: {
    Type: 'AWS::Lambda::EventInvokeConfig',
    Properties: {
      FunctionName: ref('Fn'),
      Qualifier: '$LATEST',
      DestinationConfig: { OnFailure: { Destination: arnOf('Failed') } },
    },
  },
}

export const table = (properties: Properties = {}): Resource => ({
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    TableName: 'table',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
    ...properties,
  },
})

/** A table whose stream feeds `Fn`; discarded batches go to the queue `Failed`. */
export const streamed = (mapping: Properties = {}): Resources => ({
  Table: table(),
  Failed: queue('failed'),
  Mapping: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: {
      EventSourceArn: { 'Fn::GetAtt': ['Table', 'StreamArn'] },
      FunctionName: ref('Fn'),
      StartingPosition: 'TRIM_HORIZON',
      DestinationConfig: { OnFailure: { Destination: arnOf('Failed') } },
      ...mapping,
    },
  },
})
