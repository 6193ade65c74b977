import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isMapping } from '../../../cfn/check-template.ts'
import type { Mapping, Value } from '../../../cfn/template.ts'
import { logLevels } from '../../lambda/function.ts'
import { arn } from '../../place.ts'
import { mappingOf, number, type Providers, requiredText, text } from '../provider.ts'
import { onFailureTarget } from './messaging.ts'

/** The name at the end of a function's ARN, or the name itself. */
const nameOf = (functionNameOrArn: string): string => functionNameOrArn.split(':').at(-1) ?? ''

const inline = (code: Value | undefined): string => {
  if (isMapping(code) && code.ZipFile !== undefined && Object.keys(code).length === 1)
    return String(code.ZipFile)
  throw new Error('The local stack runs functions whose Code is an inline ZipFile, and has no S3.')
}

// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
const reserved =
  /^(_HANDLER|_X_AMZN_TRACE_ID|AWS_(DEFAULT_)?REGION|AWS_ACCESS_KEY(_ID)?|AWS_SECRET_ACCESS_KEY|AWS_SESSION_TOKEN|AWS_EXECUTION_ENV|AWS_LAMBDA_.*|LAMBDA_TASK_ROOT|LAMBDA_RUNTIME_DIR)$/

const environmentOf = (properties: Mapping): Readonly<Record<string, string>> => {
  const { Variables = {} } = mappingOf(properties, 'Environment', ['Variables'])
  const variables = Object.entries(isMapping(Variables) ? Variables : {})
  const keys = variables.map(([name]) => name).filter(name => reserved.test(name))
  if (keys.length > 0)
    throw new Error(
      `Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${keys.join(', ')}`,
    )
  return Object.fromEntries(variables.map(([name, value]) => [name, String(value)]))
}

// the name becomes that of a folder as well
const nameIn = (properties: Mapping, freeName: string): string => {
  const name = text(properties, 'FunctionName') ?? freeName
  if (/^[\w-]{1,64}$/.test(name)) return name
  throw new Error(`FunctionName must be 1 to 64 letters, digits, hyphens and underscores, and is ${name}.`)
}

const loggingOf = (properties: Mapping, name: string) => {
  const logging = mappingOf(properties, 'LoggingConfig', [
    'ApplicationLogLevel',
    'LogFormat',
    'LogGroup',
    // the platform prints here only what is worth a warning, and at no level less
    'SystemLogLevel',
  ])
  const level = text(logging, 'ApplicationLogLevel') ?? 'INFO'
  const logLevel = logLevels.find(known => known === level)
  if (!logLevel)
    throw new Error(`ApplicationLogLevel must be one of ${logLevels.join(', ')}, and is ${level}.`)
  return {
    logGroup: text(logging, 'LogGroup') ?? `/aws/lambda/${name}`,
    jsonLogs: logging.LogFormat === 'JSON',
    logLevel,
  }
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
      const name = nameIn(properties, freeName)
      const runtime = requiredText(properties, 'Runtime')
      if (!runtime.startsWith('nodejs'))
        throw new Error(
          `The local stack runs Node.js functions only, and the Runtime of ${name} is ${runtime}.`,
        )
      const packageType = text(properties, 'PackageType') ?? 'Zip'
      if (packageType !== 'Zip')
        throw new Error(`The local stack runs no container images, and the PackageType is ${packageType}.`)
      const code = inline(properties.Code)
      const functionArn = arn('lambda', `function:${name}`)
      const lambda = {
        name,
        arn: functionArn,
        handler: requiredText(properties, 'Handler'),
        timeoutSeconds: number(properties, 'Timeout', 3, [1, 900]),
        memoryMb: number(properties, 'MemorySize', 128, [128, 10_240]),
        environment: environmentOf(properties),
        ...loggingOf(properties, name),
      }
      // a folder of its own each time: one that is refused for its name must not touch the other's code
      const codeFolder = await mkdtemp(join(services.codeFolder, `${name}-`))
      await writeFile(join(codeFolder, 'index.js'), code)
      services.lambdas.create({ ...lambda, codeFolder })
      return { physicalId: name, attributes: { Arn: functionArn } }
    },
    remove: async ({ physicalId }, services) => {
      const { codeFolder } = await services.lambdas.remove(physicalId)
      await rm(codeFolder, { recursive: true, force: true })
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
        retries: number(properties, 'MaximumRetryAttempts', 2, [0, 2]),
        maximumAgeSeconds: number(properties, 'MaximumEventAgeInSeconds', 21_600, [60, 21_600]),
        onFailure: onFailureTarget(properties),
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
      const responseTypes = [properties.FunctionResponseTypes ?? []].flat()
      if (responseTypes.some(type => type !== 'ReportBatchItemFailures'))
        throw new Error(`FunctionResponseTypes may hold ReportBatchItemFailures only.`)
      const uuid = randomUUID()
      services.lambdas.addMapping(nameOf(requiredText(properties, 'FunctionName')), stream, {
        uuid,
        startingPosition,
        batchSize: number(properties, 'BatchSize', 100, [1, 10_000]),
        windowSeconds: number(properties, 'MaximumBatchingWindowInSeconds', 0, [0, 300]),
        retries: number(properties, 'MaximumRetryAttempts', -1, [-1, 10_000]),
        maximumAgeSeconds: number(properties, 'MaximumRecordAgeInSeconds', -1, [-1, 604_800]),
        bisect: String(properties.BisectBatchOnFunctionError) === 'true',
        partialFailures: responseTypes.length > 0,
        onFailure: onFailureTarget(properties),
      })
      return { physicalId: uuid, attributes: { Id: uuid } }
    },
    remove: ({ physicalId }, services) => services.lambdas.removeMapping(physicalId),
  },
}
