import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isMapping } from '../../../cfn/check-template.ts'
import type { Mapping, Value } from '../../../cfn/template.ts'
import { type FunctionDetails, type LambdaFunction, logLevels } from '../../lambda/function.ts'
import { arn } from '../../place.ts'
import { mappingOf, number, type Providers, requiredText, type Services, text } from '../provider.ts'

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

const aboutOf = (properties: Mapping, runtime: string, code: string): FunctionDetails => {
  const { Architectures, LoggingConfig } = properties
  const description = text(properties, 'Description')
  const systemLogLevel = isMapping(LoggingConfig) ? text(LoggingConfig, 'SystemLogLevel') : undefined
  return {
    runtime,
    ...(description === undefined ? {} : { description }),
    ...(Array.isArray(Architectures) ? { architectures: Architectures.map(String) } : {}),
    ...(systemLogLevel === undefined ? {} : { systemLogLevel }),
    codeSize: Buffer.byteLength(code),
    codeSha256: createHash('sha256').update(code).digest('base64'),
    modifiedAt: Date.now(),
  }
}

/** The function of the properties, with its code in a folder of its own. */
const written = async (properties: Mapping, services: Services, name: string): Promise<LambdaFunction> => {
  const runtime = requiredText(properties, 'Runtime')
  if (!runtime.startsWith('nodejs'))
    throw new Error(`The local stack runs Node.js functions only, and the Runtime of ${name} is ${runtime}.`)
  const packageType = text(properties, 'PackageType') ?? 'Zip'
  if (packageType !== 'Zip')
    throw new Error(`The local stack runs no container images, and the PackageType is ${packageType}.`)
  const code = inline(properties.Code)
  const lambda = {
    name,
    arn: arn('lambda', `function:${name}`),
    role: requiredText(properties, 'Role'),
    handler: requiredText(properties, 'Handler'),
    timeoutSeconds: number(properties, 'Timeout', 3, [1, 900]),
    memoryMb: number(properties, 'MemorySize', 128, [128, 10_240]),
    environment: environmentOf(properties),
    ...loggingOf(properties, name),
    about: aboutOf(properties, runtime, code),
  }
  // a new folder each time: one that is refused for its name, or replaced, must not touch the other's code
  const codeFolder = await mkdtemp(join(services.codeFolder, `${name}-`))
  await writeFile(join(codeFolder, 'index.js'), code)
  return { ...lambda, codeFolder }
}

const reservation = (properties: Mapping): number | undefined =>
  properties.ReservedConcurrentExecutions === undefined
    ? undefined
    : number(properties, 'ReservedConcurrentExecutions', 0, [0, 1000])

/** Throws, in Lambda's words, when Lambda may not assume the function's role. */
const checkRole = (properties: Mapping, { iam }: Services): void => {
  if (iam.assumable(requiredText(properties, 'Role'))) return
  throw new Error('The role defined for the function cannot be assumed by Lambda.')
}

const removed = (codeFolder: string): Promise<void> => rm(codeFolder, { recursive: true, force: true })

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
      'ReservedConcurrentExecutions',
      'Role',
      'Runtime',
      'Timeout',
    ],
    replacedBy: ['FunctionName', 'PackageType'],
    named: 'FunctionName',
    create: async (properties, services, freeName) => {
      checkRole(properties, services)
      const lambda = await written(properties, services, nameIn(properties, freeName))
      services.lambdas.create(lambda, reservation(properties))
      return { physicalId: lambda.name, attributes: { Arn: lambda.arn } }
    },
    update: async ({ physicalId, properties }, after, services) => {
      checkRole(after, services)
      // what somebody reserved by the API stays, as long as the template says nothing new about it
      if (reservation(properties) !== reservation(after))
        services.lambdas.reserve(physicalId, reservation(after))
      const { before, drained } = services.lambdas.update(await written(after, services, physicalId))
      // what runs may still load a part of the old code
      void drained.then(() => removed(before.codeFolder))
      return undefined
    },
    bringBack: async ({ physicalId, properties }, services) =>
      services.lambdas.create(await written(properties, services, physicalId), reservation(properties)),
    remove: async ({ physicalId }, services) => {
      const { codeFolder } = await services.lambdas.remove(physicalId)
      await removed(codeFolder)
    },
  },
}
