import type { Env as RecvEnv } from '../handlers/recv.ts'
import type { Env as SuccessRateEnv } from '../handlers/success-rate.ts'
import type { Env as WeeklyEnv } from '../handlers/weekly.ts'
import { FindInMap, GetAtt, If, NoValue, type PropertyValue, Ref, Sub } from '../src/cfn/functions.ts'
import { Lambda } from '../src/cfn/kinds.ts'
import { named } from './parameters.ts'

/** The bundle of all handlers, and the version of the service. */
export type Code = { readonly js: string; readonly hash: string; readonly version: string }

/** A value of the template for each variable that the handler reads, none missing and none spare. */
export type Definition<Env> = { readonly [Name in keyof Env]: PropertyValue<string> }

const MESSAGE_TABLE = Ref('MessageRecvTable')
const REPORT_TABLE = Ref('WeeklyDiagnosticTable')
const WINDOW_TABLE = Ref('ReceivedWindowTable')
const RETENTION = Ref('RetentionDays')
const TIMESTAMP_UNIT = Ref('TimestampUnit')
const RATE_TOPIC_ARN = Ref('SuccessRateTopic')
const DEAD_LETTER_QUEUE_URL = Ref('DeadLetterQueue')

const environments = {
  recv: {
    MESSAGE_TABLE,
    REPORT_TABLE,
    WINDOW_TABLE,
    TIMESTAMP_UNIT,
    RETENTION,
    DEAD_LETTER_QUEUE_URL,
  } satisfies Definition<RecvEnv>,
  weekly: { REPORT_TABLE, DEAD_LETTER_QUEUE_URL } satisfies Definition<WeeklyEnv>,
  successRate: {
    MESSAGE_TABLE,
    REPORT_TABLE,
    WINDOW_TABLE,
    RATE_TOPIC_ARN,
    DEAD_LETTER_QUEUE_URL,
    TIMESTAMP_UNIT,
    FIRST_REPORT: Ref('FirstReport'),
    // nobody watches: no metric, which would cost
    LOW_RATE_THRESHOLD: If('IsWatched', Ref('LowRateThreshold'), ''),
  } satisfies Definition<SuccessRateEnv>,
}

// The key is the code's hash: CloudFormation does not notice another object under the same key.
// The If stands on the leaves, since cloudform-types refuses one around Code.
const codeOf = ({ hash }: Code) => ({
  S3Bucket: If('FromBucket', Ref('CodeBucket'), NoValue),
  S3Key: If('FromBucket', Sub(`\${CodePrefix}${hash}.zip`), NoValue),
  ZipFile: If('FromBucket', NoValue, FindInMap('Code', 'index', 'js')),
})

type Shape = {
  readonly name: string
  /** What the logical names of the function's role and log group begin with. */
  readonly logical: string
  readonly handler: keyof typeof environments
  /** MB. Lambda gives processor time in proportion. */
  readonly memory: number
  /** Seconds. */
  readonly timeout: number
}

const lambda = (code: Code, { name, logical, handler, memory, timeout }: Shape, attributes = {}) =>
  Lambda.Function(
    {
      FunctionName: named(name),
      Runtime: 'nodejs24.x',
      // a fifth cheaper than x86_64
      Architectures: ['arm64'],
      Handler: `index.${handler}`,
      Code: codeOf(code),
      Role: GetAtt(`${logical}Role`, 'Arn'),
      MemorySize: memory,
      ReservedConcurrentExecutions: If('ReservesConcurrency', Ref('ReservedConcurrency'), NoValue),
      Timeout: timeout,
      Environment: { Variables: environments[handler] },
      LoggingConfig: {
        LogFormat: 'JSON',
        // START, END and REPORT lines cost more than the computation
        SystemLogLevel: 'WARN',
        ApplicationLogLevel: 'INFO',
        LogGroup: Ref(`${logical}LogGroup`),
      },
    },
    attributes,
  )

/** The three functions. */
export const functions = (code: Code) => ({
  Resources: {
    RecvFunction: lambda(code, {
      name: 'guac-recv',
      logical: 'Recv',
      handler: 'recv',
      memory: 128,
      timeout: 30,
    }),
    WeeklyFunction: lambda(code, {
      name: 'guac-weekly',
      logical: 'Weekly',
      handler: 'weekly',
      memory: 128,
      timeout: 30,
    }),
    // counts a module's messages, and takes up to a hundred reports at once
    // updated after recv: before a count is kept, late messages must reopen it
    SuccessRateFunction: lambda(
      code,
      { name: 'guac-success-rate', logical: 'SuccessRate', handler: 'successRate', memory: 256, timeout: 60 },
      { DependsOn: ['RecvFunction'] },
    ),
  },
  Mappings: { Code: { index: { js: code.js } } },
})
