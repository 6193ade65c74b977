// Functions and mappings as Lambda's API shows them. Pure.

import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { arn } from '../place.ts'
import type { LambdaFunction } from './function.ts'
import type { MappingView } from './service.ts'

/** https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html */
export const functionConfiguration = (lambda: LambdaFunction) => ({
  FunctionName: lambda.name,
  FunctionArn: lambda.arn,
  Runtime: lambda.about?.runtime,
  Role: lambda.role,
  Handler: lambda.handler,
  CodeSize: lambda.about?.codeSize,
  CodeSha256: lambda.about?.codeSha256,
  Description: lambda.about?.description ?? '',
  Timeout: lambda.timeoutSeconds,
  MemorySize: lambda.memoryMb,
  LastModified: lambda.about
    ? new Date(lambda.about.modifiedAt).toISOString().replace('Z', '+0000')
    : undefined,
  Version: '$LATEST',
  ...(Object.keys(lambda.environment).length > 0 ? { Environment: { Variables: lambda.environment } } : {}),
  TracingConfig: { Mode: 'PassThrough' },
  RevisionId: revisionOf(lambda),
  State: 'Active',
  LastUpdateStatus: 'Successful',
  PackageType: 'Zip',
  Architectures: lambda.about?.architectures ?? ['x86_64'],
  EphemeralStorage: { Size: 512 },
  LoggingConfig: {
    LogFormat: lambda.jsonLogs ? 'JSON' : 'Text',
    LogGroup: lambda.logGroup,
    ...(lambda.jsonLogs
      ? { ApplicationLogLevel: lambda.logLevel, SystemLogLevel: lambda.about?.systemLogLevel ?? 'INFO' }
      : {}),
  },
})

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html; the code lies on this machine, not in S3. */
export const functionWithCode = (lambda: LambdaFunction) => ({
  Configuration: functionConfiguration(lambda),
  Code: { RepositoryType: 'File', Location: pathToFileURL(join(lambda.codeFolder, 'index.js')).href },
})

/** What GetFunction shows of reserved concurrency: nothing when there is none. */
export const reservation = (concurrency: number | undefined) =>
  concurrency === undefined ? {} : { Concurrency: { ReservedConcurrentExecutions: concurrency } }

/** Changes with everything that an update changes, and looks like the identifier that AWS gives. */
const revisionOf = (lambda: LambdaFunction): string =>
  createHash('sha256')
    .update(JSON.stringify(lambda))
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/, '$1-$2-$3-$4-$5')

const results: Readonly<Record<string, string>> = {
  undefined: 'No records processed',
  true: 'OK',
  false: 'PROBLEM: Function call failed',
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_EventSourceMappingConfiguration.html */
export const mappingConfiguration = ({
  config,
  lambda,
  streamArn,
  changedAt,
  succeeded,
  barred,
}: MappingView) => ({
  UUID: config.uuid,
  EventSourceMappingArn: arn('lambda', `event-source-mapping:${config.uuid}`),
  EventSourceArn: streamArn,
  FunctionArn: lambda.arn,
  StartingPosition: config.startingPosition,
  BatchSize: config.batchSize,
  MaximumBatchingWindowInSeconds: config.windowSeconds,
  ParallelizationFactor: 1,
  BisectBatchOnFunctionError: config.bisect,
  MaximumRetryAttempts: config.retries,
  MaximumRecordAgeInSeconds: config.maximumAgeSeconds,
  TumblingWindowInSeconds: 0,
  FunctionResponseTypes: config.partialFailures ? ['ReportBatchItemFailures'] : [],
  DestinationConfig: { OnFailure: config.onFailure ? { Destination: config.onFailure } : {} },
  ...(config.filters && config.filters.length > 0
    ? { FilterCriteria: { Filters: config.filters.map(Pattern => ({ Pattern })) } }
    : {}),
  LastModified: changedAt / 1000,
  LastProcessingResult: barred === undefined ? results[String(succeeded)] : `PROBLEM: ${barred}`,
  State: config.enabled === false ? 'Disabled' : 'Enabled',
  StateTransitionReason: 'User action',
})
