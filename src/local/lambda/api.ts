// Lambda's API: what exists, and invoking it. Functions and mappings are made by CloudFormation alone here.
// https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html

import { AwsError } from '../protocol/aws-error.ts'
import type { Service } from '../protocol/call.ts'
import { type RestCall, type RestRoute, restAnswer, restService } from '../protocol/rest.ts'
import { concurrencyRoutes } from './concurrency-api.ts'
import { functionConfiguration, functionWithCode, mappingConfiguration, reservation } from './describe.ts'
import { functionName } from './function-name.ts'
import { invoke } from './invoke-api.ts'
import type { Lambdas } from './service.ts'

type Known = Pick<Lambdas, 'find' | 'invoke' | 'enqueue' | 'functions' | 'mappings' | 'reserve' | 'reserved'>

export const lambdaApi = (lambdas: Known): Service => {
  const named = ({ labels, query }: RestCall) =>
    lambdas.find(functionName(labels.name ?? '', query.get('Qualifier')))

  const getFunction = (call: RestCall) => {
    const lambda = named(call)
    return restAnswer({ ...functionWithCode(lambda), ...reservation(lambdas.reserved(lambda.name)) })
  }

  const listFunctions = ({ query }: RestCall) => {
    const all = [...lambdas.functions()].sort((one, other) => (one.name < other.name ? -1 : 1))
    const { page, NextMarker } = paged(all, query, 50)
    return restAnswer({ Functions: page.map(functionConfiguration), NextMarker })
  }

  const listMappings = ({ query }: RestCall) => {
    const wantedFunction = query.get('FunctionName')
    const name = wantedFunction === null ? undefined : lambdas.find(functionName(wantedFunction)).name
    const source = query.get('EventSourceArn')
    const found = lambdas
      .mappings()
      .filter(({ lambda }) => name === undefined || lambda.name === name)
      .filter(({ streamArn }) => source === null || streamArn === source)
    const { page, NextMarker } = paged(found, query, 100)
    return restAnswer({ EventSourceMappings: page.map(mappingConfiguration), NextMarker })
  }

  const getMapping = ({ labels }: RestCall) => {
    const found = lambdas.mappings().find(({ config }) => config.uuid === labels.uuid)
    if (found) return restAnswer(mappingConfiguration(found))
    throw new AwsError('ResourceNotFoundException', 'The resource you requested does not exist.', 404)
  }

  const routes: readonly RestRoute[] = [
    ['POST', '/2015-03-31/functions/{name}/invocations', invoke(lambdas)],
    ['GET', '/2015-03-31/functions/{name}', getFunction],
    [
      'GET',
      '/2015-03-31/functions/{name}/configuration',
      call => restAnswer(functionConfiguration(named(call))),
    ],
    ['GET', '/2015-03-31/functions', listFunctions],
    ...concurrencyRoutes(lambdas),
    ['GET', '/2015-03-31/event-source-mappings', listMappings],
    ['GET', '/2015-03-31/event-source-mappings/{uuid}', getMapping],
  ]
  return restService('Lambda', routes)
}

/** A page of a list, and the marker of the next one: how many precede it. */
const paged = <T>(all: readonly T[], query: URLSearchParams, most: number) => {
  const wanted = Number(query.get('MaxItems') ?? most)
  const from = Number(query.get('Marker') ?? 0)
  if (!Number.isInteger(wanted) || wanted < 1 || wanted > 10_000)
    throw new AwsError('InvalidParameterValueException', 'MaxItems must be a whole number from 1 to 10000.')
  if (!Number.isInteger(from) || from < 0)
    throw new AwsError('InvalidParameterValueException', 'Invalid Marker.')
  const to = from + Math.min(wanted, most)
  return { page: all.slice(from, to), NextMarker: to < all.length ? String(to) : undefined }
}
