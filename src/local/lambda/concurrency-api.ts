// Reserved concurrency by Lambda's API.
// https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionConcurrency.html

import { AwsError } from '../protocol/aws-error.ts'
import { parseBody } from '../protocol/json.ts'
import { type RestCall, type RestRoute, restAnswer } from '../protocol/rest.ts'
import { functionName } from './function-name.ts'
import type { Lambdas } from './service.ts'

export const concurrencyRoutes = (
  lambdas: Pick<Lambdas, 'find' | 'reserve' | 'reserved'>,
): readonly RestRoute[] => {
  const nameIn = ({ labels }: RestCall) => lambdas.find(functionName(labels.name ?? '')).name

  const put = (call: RestCall) => {
    const name = nameIn(call)
    const { ReservedConcurrentExecutions } = parseBody(call.body)
    if (!Number.isInteger(ReservedConcurrentExecutions) || Number(ReservedConcurrentExecutions) < 0)
      throw new AwsError(
        'ValidationException',
        `1 validation error detected: Value '${ReservedConcurrentExecutions ?? null}' at 'reservedConcurrentExecutions' failed to satisfy constraint: Member must be a whole number greater than or equal to 0`,
      )
    lambdas.reserve(name, Number(ReservedConcurrentExecutions))
    return restAnswer({ ReservedConcurrentExecutions })
  }

  const path = (version: string) => `/${version}/functions/{name}/concurrency`
  return [
    ['PUT', path('2017-10-31'), put],
    [
      'GET',
      path('2019-09-30'),
      call => restAnswer({ ReservedConcurrentExecutions: lambdas.reserved(nameIn(call)) }),
    ],
    [
      'DELETE',
      path('2017-10-31'),
      call => {
        lambdas.reserve(nameIn(call), undefined)
        return { status: 204, contentType: 'application/json', body: '' }
      },
    ],
  ]
}
