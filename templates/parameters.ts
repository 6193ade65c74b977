import { And, Condition, Equals, Join, Not, Or, Ref, Sub } from '../src/cfn/functions.ts'

// What is left out is 'none', not empty: AWS's offline validator takes a default for a value, too short for an ARN.
const given = (parameter: string) => Not(Equals(Ref(parameter), 'none'))
// An empty list may reach a condition as no items or as one empty item; joined, both are the empty text.
const givenList = (parameter: string) => Not(Equals(Join('', Ref(parameter)), ''))

const accounts = (Description: string) => ({
  Type: 'CommaDelimitedList',
  Default: '',
  // of each item
  AllowedPattern: '^([0-9]{12})?$',
  Description,
})

const yesOrNo = (Default: 'true' | 'false', Description: string) => ({
  Type: 'String',
  Default,
  AllowedValues: ['true', 'false'],
  Description,
})

const percent = (Default: number, Description: string) => ({
  Type: 'Number',
  Default,
  MinValue: 0,
  MaxValue: 100,
  Description,
})

export const parameters = {
  Parameters: {
    NamePrefix: {
      Type: 'String',
      Default: '',
      AllowedPattern: '^[A-Za-z0-9_-]{0,32}$',
      Description: 'Stands before the name of every topic, table, queue, function and log group.',
    },
    TimestampUnit: {
      Type: 'String',
      Default: 's',
      AllowedValues: ['s', 'ms', 'us', 'ns'],
      Description: "The unit of the events' timestamps. A wrong one costs more reads; the rates stay exact.",
    },
    FirstReport: {
      Type: 'String',
      Default: 'contract',
      AllowedValues: ['contract', 'baseline'],
      Description:
        "contract: all attempts of a module's first report count. baseline: they are its zero point, for a fleet that ran before.",
    },
    RetentionDays: {
      Type: 'String',
      Default: '0',
      // A window is counted for good by the report after its own: two weeks of rows, a day of lateness, and some of
      // it twice over, since reports are missed.
      AllowedPattern: '^(0|[3-9][0-9]|[1-9][0-9]{2,3})$',
      Description:
        'Days that received messages are kept, at least 30 and thrice the time between reports. 0: for ever.',
    },
    PublisherAccounts: accounts('Other AWS accounts that may publish events.'),
    SubscriberAccounts: accounts('Other AWS accounts that may subscribe to success_rate.'),
    PermissionsBoundary: {
      Type: 'String',
      Default: 'none',
      AllowedPattern: '^[A-Za-z0-9_+=,.@/-]+$',
      ConstraintDescription: 'the name of a policy of this account, with its path if it has one, and no ARN',
      Description: "Name of a policy of this account that bounds what the functions' roles may do.",
    },
    DeletionProtection: yesOrNo('false', 'Whether DynamoDB refuses to delete the tables.'),
    PointInTimeRecovery: yesOrNo('true', 'Whether the tables can be restored to any second of 35 days.'),
    LogRetentionDays: {
      Type: 'Number',
      Default: 30,
      // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
      AllowedValues: [
        1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
        3653,
      ],
      Description: 'How long logs are kept.',
    },
    ReservedConcurrency: {
      Type: 'Number',
      Default: 0,
      MinValue: 0,
      Description: 'Concurrent runs reserved for each function, and its limit. 0: none.',
    },
    AlarmEmail: {
      Type: 'String',
      Default: 'none',
      AllowedPattern: '^(none|[^@ ]+@[^@ ]+)$',
      Description:
        'Is told of alarms: an address that is subscribed to AlarmTopicArn, or else to a new topic.',
    },
    AlarmTopicArn: {
      Type: 'String',
      Default: 'none',
      AllowedPattern: '^(none|arn:[a-z-]+:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]+)$',
      Description: 'Your SNS topic that is told of alarms. With neither there are no alarms.',
    },
    LowRateThreshold: percent(90, 'A success rate below it is low.'),
    LowRateShare: percent(10, 'An alarm when more than this share of the rates of a day are low.'),
    Dashboard: yesOrNo('false', 'Whether to make a CloudWatch dashboard.'),
    CodeBucket: {
      Type: 'String',
      Default: 'none',
      Description: 'A bucket that holds the code as a zip. none: the code in this template.',
    },
    CodePrefix: {
      Type: 'String',
      Default: '',
      Description: 'Stands before the name of the zip in CodeBucket.',
    },
  },
  Conditions: {
    // '' was the default of 0.1.0, and is what its stacks still have
    FromBucket: Not(Or([Equals(Ref('CodeBucket'), 'none'), Equals(Ref('CodeBucket'), '')])),
    HasPublishers: givenList('PublisherAccounts'),
    HasSubscribers: givenList('SubscriberAccounts'),
    HasBoundary: given('PermissionsBoundary'),
    ReservesConcurrency: Not(Equals(Ref('ReservedConcurrency'), '0')),
    MailsAlarms: given('AlarmEmail'),
    ForwardsAlarms: given('AlarmTopicArn'),
    HasAlarmTopic: And([Condition('MailsAlarms'), Not(Condition('ForwardsAlarms'))]),
    HasAlarms: Or([Condition('MailsAlarms'), Condition('ForwardsAlarms')]),
    HasDashboard: Equals(Ref('Dashboard'), 'true'),
    IsWatched: Or([Condition('HasAlarms'), Condition('HasDashboard')]),
  },
}

/** A name that carries the stack's prefix. */
export const named = (name: string) => Sub(`\${NamePrefix}${name}`)
