// Who invokes a function, and how: permissions, asynchronous invocation, and mappings of streams.

import { randomUUID } from 'node:crypto'
import { isMapping } from '../../../cfn/check-template.ts'
import type { Mapping } from '../../../cfn/template.ts'
import { parseFilters } from '../../lambda/event-filter.ts'
import { type MappingConfig, streamActions } from '../../lambda/event-source-mapping.ts'
import { mappingOf, number, type Providers, requiredText, type Services, text } from '../provider.ts'
import { onFailureTarget } from './messaging.ts'

/** The name at the end of a function's ARN, or the name itself. */
const nameOf = (functionNameOrArn: string): string => functionNameOrArn.split(':').at(-1) ?? ''

const configureAsync = (properties: Mapping, services: Services): void => {
  const qualifier = requiredText(properties, 'Qualifier')
  if (qualifier !== '$LATEST')
    throw new Error(`The local stack has no versions or aliases, and the Qualifier is ${qualifier}.`)
  const name = nameOf(requiredText(properties, 'FunctionName'))
  const onFailure = onFailureTarget(properties)
  services.lambdas.configureAsync(name, {
    retries: number(properties, 'MaximumRetryAttempts', 2, [0, 2]),
    maximumAgeSeconds: number(properties, 'MaximumEventAgeInSeconds', 21_600, [60, 21_600]),
    onFailure,
  })
}

const functionIn = (properties: Mapping, { lambdas }: Services) =>
  lambdas.find(nameOf(requiredText(properties, 'FunctionName')))

/** Throws, as Lambda does, when the function's role may not send what fails for good to where it shall go. */
const checkDestination = (properties: Mapping, services: Services): void => {
  const target = onFailureTarget(properties)
  if (target === undefined) return
  const [verb, action] = target.includes(':sqs:')
    ? ['SendMessage', 'sqs:SendMessage']
    : ['Publish', 'sns:Publish']
  if (services.access.forbidden(functionIn(properties, services), action, target))
    throw new Error(`The function's execution role does not have permissions to call ${verb} on ${target}.`)
}

/** The same for reading a stream. The words: https://github.com/aws-samples/lambda-refarch-webapp/issues/7 */
const checkSource = (properties: Mapping, services: Services): void => {
  const source = requiredText(properties, 'EventSourceArn')
  const actor = functionIn(properties, services)
  if (streamActions.some(action => services.access.forbidden(actor, action, source)))
    throw new Error(
      `Cannot access stream ${source}. Please ensure the role can perform the GetRecords, GetShardIterator, DescribeStream, and ListStreams Actions on your stream in IAM.`,
    )
}

const patternsOf = (properties: Mapping): readonly string[] => {
  const { Filters = [] } = mappingOf(properties, 'FilterCriteria', ['Filters'])
  return [Filters].flat().map(filter => (isMapping(filter) ? String(filter.Pattern ?? '{}') : String(filter)))
}

const mappingConfig = (properties: Mapping, uuid: string): MappingConfig => {
  const startingPosition = requiredText(properties, 'StartingPosition')
  if (startingPosition !== 'TRIM_HORIZON' && startingPosition !== 'LATEST')
    throw new Error(`StartingPosition must be TRIM_HORIZON or LATEST, and is ${startingPosition}.`)
  const responseTypes = [properties.FunctionResponseTypes ?? []].flat()
  if (responseTypes.some(type => type !== 'ReportBatchItemFailures'))
    throw new Error(`FunctionResponseTypes may hold ReportBatchItemFailures only.`)
  const filters = patternsOf(properties)
  return {
    uuid,
    startingPosition,
    batchSize: number(properties, 'BatchSize', 100, [1, 10_000]),
    windowSeconds: number(properties, 'MaximumBatchingWindowInSeconds', 0, [0, 300]),
    retries: number(properties, 'MaximumRetryAttempts', -1, [-1, 10_000]),
    maximumAgeSeconds: number(properties, 'MaximumRecordAgeInSeconds', -1, [-1, 604_800]),
    bisect: String(properties.BisectBatchOnFunctionError) === 'true',
    partialFailures: responseTypes.length > 0,
    onFailure: onFailureTarget(properties),
    enabled: (text(properties, 'Enabled') ?? 'true') === 'true',
    filters,
    lets: parseFilters(filters),
  }
}

const permit = (properties: Mapping, services: Services, id: string): void =>
  services.lambdas.permit(nameOf(requiredText(properties, 'FunctionName')), id, {
    principal: requiredText(properties, 'Principal'),
    sourceArn: text(properties, 'SourceArn'),
  })

const addMapping = (properties: Mapping, services: Services, uuid: string): void => {
  const source = requiredText(properties, 'EventSourceArn')
  const stream = services.dynamodb.stream(source)
  if (!stream) throw new Error(`There is no stream with the ARN ${source}.`)
  const name = nameOf(requiredText(properties, 'FunctionName'))
  services.lambdas.addMapping(name, stream, mappingConfig(properties, uuid))
}

export const invocation: Providers = {
  'AWS::Lambda::Permission': {
    properties: ['Action', 'FunctionName', 'Principal', 'SourceArn'],
    replacedBy: ['Action', 'FunctionName', 'Principal', 'SourceArn'],
    create: async (properties, services, freeName) => {
      const action = requiredText(properties, 'Action')
      if (action !== 'lambda:InvokeFunction')
        throw new Error(`The local stack grants lambda:InvokeFunction only, and the Action is ${action}.`)
      permit(properties, services, freeName)
      return { physicalId: freeName, attributes: { Id: freeName } }
    },
    bringBack: async ({ physicalId, properties }, services) => permit(properties, services, physicalId),
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
    replacedBy: ['FunctionName', 'Qualifier'],
    create: async (properties, services, freeName) => {
      checkDestination(properties, services)
      configureAsync(properties, services)
      return { physicalId: freeName }
    },
    update: async (_, after, services) => {
      checkDestination(after, services)
      configureAsync(after, services)
      return undefined
    },
    bringBack: async ({ properties }, services) => configureAsync(properties, services),
    remove: async ({ properties }, services) =>
      services.lambdas.configureAsync(nameOf(requiredText(properties, 'FunctionName')), undefined),
  },

  'AWS::Lambda::EventSourceMapping': {
    properties: [
      'BatchSize',
      'BisectBatchOnFunctionError',
      'DestinationConfig',
      'Enabled',
      'EventSourceArn',
      'FilterCriteria',
      'FunctionName',
      'FunctionResponseTypes',
      'MaximumBatchingWindowInSeconds',
      'MaximumRecordAgeInSeconds',
      'MaximumRetryAttempts',
      'StartingPosition',
    ],
    replacedBy: ['EventSourceArn', 'StartingPosition'],
    create: async (properties, services) => {
      const uuid = randomUUID()
      checkSource(properties, services)
      checkDestination(properties, services)
      addMapping(properties, services, uuid)
      return { physicalId: uuid, attributes: { Id: uuid } }
    },
    update: async ({ physicalId }, after, services) => {
      const name = nameOf(requiredText(after, 'FunctionName'))
      const config = mappingConfig(after, physicalId)
      checkSource(after, services)
      checkDestination(after, services)
      await services.lambdas.updateMapping(name, config)
      return undefined
    },
    bringBack: async ({ physicalId, properties }, services) => addMapping(properties, services, physicalId),
    remove: ({ physicalId }, services) => services.lambdas.removeMapping(physicalId),
  },
}
