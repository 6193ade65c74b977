import { randomUUID } from 'node:crypto'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isMapping } from '../../../cfn/check-template.ts'
import type { Mapping, Value } from '../../../cfn/template.ts'
import { arn } from '../../place.ts'
import { type Providers, requiredText, text } from '../provider.ts'
import { onFailureTarget } from './messaging.ts'

const number = (properties: Mapping, name: string, otherwise: number): number =>
  Number(text(properties, name) ?? otherwise)

/** The name at the end of a function's ARN, or the name itself. */
const nameOf = (functionNameOrArn: string): string => functionNameOrArn.split(':').at(-1) ?? ''

const inline = (code: Value | undefined): string => {
  if (isMapping(code) && code.ZipFile !== undefined && Object.keys(code).length === 1)
    return String(code.ZipFile)
  throw new Error('The local stack runs functions whose Code is an inline ZipFile, and has no S3.')
}

const environmentOf = (properties: Mapping): Readonly<Record<string, string>> => {
  const variables = isMapping(properties.Environment) ? properties.Environment.Variables : {}
  return Object.fromEntries(
    Object.entries(isMapping(variables) ? variables : {}).map(([name, value]) => [name, String(value)]),
  )
}

export const compute: Providers = {
  'AWS::Lambda::Function': {
    properties: [
      'Code',
      'Environment',
      'FunctionName',
      'Handler',
      'LoggingConfig',
      'MemorySize',
      'PackageType',
      'Runtime',
      'Timeout',
    ],
    create: async (properties, services, freeName) => {
      const name = text(properties, 'FunctionName') ?? freeName
      const runtime = requiredText(properties, 'Runtime')
      if (!runtime.startsWith('nodejs'))
        throw new Error(
          `The local stack runs Node.js functions only, and the Runtime of ${name} is ${runtime}.`,
        )
      const logging = isMapping(properties.LoggingConfig) ? properties.LoggingConfig : {}
      const code = inline(properties.Code)
      const codeFolder = join(services.codeFolder, name)
      const functionArn = arn('lambda', `function:${name}`)
      services.lambdas.create({
        name,
        arn: functionArn,
        handler: requiredText(properties, 'Handler'),
        timeoutSeconds: number(properties, 'Timeout', 3),
        memoryMb: number(properties, 'MemorySize', 128),
        environment: environmentOf(properties),
        logGroup: text(logging, 'LogGroup') ?? `/aws/lambda/${name}`,
        jsonLogs: logging.LogFormat === 'JSON',
        codeFolder,
      })
      await mkdir(codeFolder, { recursive: true })
      await writeFile(join(codeFolder, 'index.js'), code)
      return { physicalId: name, attributes: { Arn: functionArn } }
    },
    remove: async ({ physicalId }, services) => {
      await services.lambdas.remove(physicalId)
      await rm(join(services.codeFolder, physicalId), { recursive: true, force: true })
    },
  },

  'AWS::Lambda::Permission': {
    properties: ['Action', 'FunctionName', 'Principal', 'SourceArn'],
    create: async (properties, services, freeName) => {
      const action = requiredText(properties, 'Action')
      if (action !== 'lambda:InvokeFunction')
        throw new Error(`The local stack grants lambda:InvokeFunction only, and the Action is ${action}.`)
      services.lambdas.permit(nameOf(requiredText(properties, 'FunctionName')), freeName, {
        principal: requiredText(properties, 'Principal'),
        sourceArn: text(properties, 'SourceArn'),
      })
      return { physicalId: freeName, attributes: { Id: freeName } }
    },
    remove: async ({ physicalId, properties }, services) =>
      services.lambdas.forbid(nameOf(requiredText(properties, 'FunctionName')), physicalId),
  },

  'AWS::Lambda::EventInvokeConfig': {
    properties: [
      'DestinationConfig',
      'FunctionName',
      'MaximumEventAgeInSeconds',
      'MaximumRetryAttempts',
      'Qualifier',
    ],
    create: async (properties, services, freeName) => {
      const qualifier = requiredText(properties, 'Qualifier')
      if (qualifier !== '$LATEST')
        throw new Error(`The local stack has no versions or aliases, and the Qualifier is ${qualifier}.`)
      services.lambdas.configureAsync(nameOf(requiredText(properties, 'FunctionName')), {
        retries: number(properties, 'MaximumRetryAttempts', 2),
        maximumAgeSeconds: number(properties, 'MaximumEventAgeInSeconds', 21_600),
        onFailure: onFailureTarget(properties.DestinationConfig),
      })
      return { physicalId: freeName }
    },
    remove: async ({ properties }, services) =>
      services.lambdas.configureAsync(nameOf(requiredText(properties, 'FunctionName')), undefined),
  },

  'AWS::Lambda::EventSourceMapping': {
    properties: [
      'BatchSize',
      'BisectBatchOnFunctionError',
      'DestinationConfig',
      'EventSourceArn',
      'FunctionName',
      'FunctionResponseTypes',
      'MaximumBatchingWindowInSeconds',
      'MaximumRecordAgeInSeconds',
      'MaximumRetryAttempts',
      'StartingPosition',
    ],
    create: async (properties, services) => {
      const source = requiredText(properties, 'EventSourceArn')
      const stream = services.dynamodb.stream(source)
      if (!stream) throw new Error(`There is no stream with the ARN ${source}.`)
      const startingPosition = requiredText(properties, 'StartingPosition')
      if (startingPosition !== 'TRIM_HORIZON' && startingPosition !== 'LATEST')
        throw new Error(`StartingPosition must be TRIM_HORIZON or LATEST, and is ${startingPosition}.`)
      const responseTypes = properties.FunctionResponseTypes
      const uuid = randomUUID()
      services.lambdas.addMapping(nameOf(requiredText(properties, 'FunctionName')), stream, {
        uuid,
        startingPosition,
        batchSize: number(properties, 'BatchSize', 100),
        windowSeconds: number(properties, 'MaximumBatchingWindowInSeconds', 0),
        retries: number(properties, 'MaximumRetryAttempts', -1),
        maximumAgeSeconds: number(properties, 'MaximumRecordAgeInSeconds', -1),
        bisect: String(properties.BisectBatchOnFunctionError) === 'true',
        partialFailures: Array.isArray(responseTypes) && responseTypes.includes('ReportBatchItemFailures'),
        onFailure: onFailureTarget(properties.DestinationConfig),
      })
      return { physicalId: uuid, attributes: { Id: uuid } }
    },
    remove: ({ physicalId }, services) => services.lambdas.removeMapping(physicalId),
  },
}
