// The whole stack on this machine: one endpoint, the services behind it, and the processes of the functions.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { keepStacks, loadStacks } from './cloudformation/kept-stacks.ts'
import { makeCloudFormation } from './cloudformation/service.ts'
import type { Stack, StackEvent } from './cloudformation/stack.ts'
import { cloudWatchApi } from './cloudwatch/api.ts'
import {
  measureAge,
  measureConsumed,
  measureInvocations,
  measureLogs,
  measurePublished,
  measureRunning,
} from './cloudwatch/measure.ts'
import { makeMetrics } from './cloudwatch/metrics.ts'
import { type DataOptions, inMemory, openData } from './data/open-data.ts'
import { expireItems, startExpiry } from './dynamodb/expiry.ts'
import { loadPast } from './dynamodb/past.ts'
import { makeDynamoDb } from './dynamodb/service.ts'
import { streamsApi } from './dynamodb/streams-api.ts'
import { makeFaults } from './faults/make-faults.ts'
import type { FaultName, FaultPlan } from './faults/parse-faults.ts'
import { startFrontDoor } from './front-door.ts'
import { makeFunctionKeys } from './function-keys.ts'
import { type Access, type Asked, makeAccess } from './iam/access.ts'
import { makeIam } from './iam/iam.ts'
import { lambdaApi } from './lambda/api.ts'
import type { LogLine } from './lambda/function.ts'
import { startRuntimeApi } from './lambda/runtime-api.ts'
import { type Lambdas, loadLambdaPast, makeLambdas } from './lambda/service.ts'
import { writeLogs } from './lambda/write-logs.ts'
import { logsApi } from './logs/api.ts'
import { makeLogs } from './logs/store.ts'
import { only, sqsActions, stsActions } from './messaging/actions.ts'
import { withQueueAttributes } from './messaging/attributes.ts'
import { makeDelivery } from './messaging/delivery.ts'
import { makeFauxqs } from './messaging/fauxqs.ts'
import { loadStores } from './messaging/kept-stores.ts'
import { makeSns } from './messaging/lambda-subscriptions.ts'
import { type Published, watchPublished } from './messaging/watch-published.ts'
import { place } from './place.ts'
import type { Service } from './protocol/call.ts'

export type LocalOptions = {
  /** 0 for any free port. */
  readonly port: number
  /** The path of the bundled runtime client. */
  readonly runtimeClient: string
  readonly now: () => number
  /** The folder in which tables, stacks and what is under way outlast the process; memory, if left out. */
  readonly data?: DataOptions | undefined
  /** The platform's waits before a retry are divided by this; 60 makes minutes of them seconds. */
  readonly haste?: number
  /** How many environments a function may have at once; what comes beyond waits, and is not throttled. */
  readonly concurrency?: number
  /** What goes wrong by chance between the functions and the services; nothing, if left out. */
  readonly faults?: FaultPlan | undefined
  readonly onStackEvent?: (stack: Stack, event: StackEvent) => void
  readonly onFault?: ((name: FaultName) => void) | undefined
  readonly onLog?: (line: LogLine) => void
  /** Is told of each right that was asked of a function's role. */
  readonly onAsked?: ((asked: Asked) => void) | undefined
  /** Is told of each message that SNS took. */
  readonly onPublished?: (published: Published) => void
  /** Is told of what should never happen. */
  readonly onBug: (error: unknown) => void
}

export type LocalStack = {
  /** http://127.0.0.1:PORT, for AWS_ENDPOINT_URL. */
  readonly endpoint: string
  readonly port: number
  readonly region: string
  /** Resolves when no function has anything left to do: what was published has been handled or given up. */
  readonly idle: () => Promise<void>
  /** Deletes what has expired at once, instead of within some seconds. Returns how many items. */
  readonly expire: () => Promise<number>
  /** The stacks that an earlier process kept, with their status. */
  readonly kept: readonly Pick<Stack, 'name' | 'status'>[]
  /** Ends every process and gives the port back; what is in memory is gone. May be called again. */
  readonly stop: () => Promise<void>
}

/** Starts the stack, empty or as it was kept. Throws Node's own EADDRINUSE when the port is taken, and a PersonError
 * when the data cannot be used. */
export const startLocal = async (options: LocalOptions): Promise<LocalStack> => {
  const { now, onBug, runtimeClient, haste = 60, concurrency = 4, onLog: log = () => {} } = options
  const door = await startFrontDoor(options.port, onBug)
  const undo = [door.stop]
  try {
    const host = `127.0.0.1:${door.port}`
    const endpoint = `http://${host}`
    const codeFolder = await mkdtemp(join(tmpdir(), 'guac-'))
    const removeCode = () => rm(codeFolder, { recursive: true, force: true })
    undo.push(removeCode)
    const runtimeApi = await startRuntimeApi()
    undo.push(runtimeApi.stop)
    const metrics = makeMetrics(now)
    const consumed = measureConsumed(metrics)
    const data = options.data ? await openData(options.data, endpoint, onBug, consumed) : inMemory(consumed)
    undo.push(data.close)
    const { engine, keep } = data
    const stores = options.data && (await loadStores(keep, door.port, now))
    const iam = makeIam()
    const queues = await makeFauxqs(host, iam.guard, stores)
    undo.push(queues.stop)

    const dynamodb = makeDynamoDb(engine, now, keep, await loadPast(engine, now, keep))
    const keys = makeFunctionKeys()
    const access: Access = makeAccess({
      iam,
      functionOf: keys.functionOf,
      find: name => lambdas.find(name),
      asked: options.onAsked,
    })
    const logOf = (group: string, text: string) => log({ function: group, group, text })
    const { send, deliver, attach } = makeDelivery(queues, access.forbiddenTo, logOf, onBug)
    const faults = makeFaults(options.faults, keys, options.onFault)
    const logs = makeLogs(now, measureLogs(metrics))
    const functionHost = {
      runtimeApi,
      endpoint,
      region: place.region,
      runtimeClient,
      log: writeLogs({
        logs,
        tell: log,
        // the last lines of a function that is gone are still its own
        forbidden: (name, action, resource) => {
          const actor = lambdas.functions().find(lambda => lambda.name === name)
          return actor && access.forbidden(actor, action, resource)
        },
      }),
      accessKey: keys.issue,
    }
    const { forbidden } = access
    let open = () => {}
    const opened = new Promise<void>(resolve => {
      open = resolve
    })
    const past = await loadLambdaPast(keep)
    const measured = {
      invoked: measureInvocations(metrics),
      running: measureRunning(metrics),
      aged: measureAge(metrics),
    }
    const lambdaWorld = { send, now, haste, concurrency, forbidden, failed: onBug, keep, past, opened }
    const lambdas: Lambdas = makeLambdas({
      ...functionHost,
      ...lambdaWorld,
      ...measured,
      ...faults.functions,
    })
    const deliveries = faults.deliveries(deliver)
    const bareSns = measurePublished(makeSns(queues, deliveries.deliver, now, stores?.lambdas), metrics)
    const { onPublished } = options
    const sns = onPublished ? watchPublished(bareSns, onPublished, now) : bareSns
    attach({ lambdas, sns })
    const stacks = await loadStacks(keep, endpoint, now())
    const kept = keepStacks(keep, endpoint)
    const cloudformation = makeCloudFormation(
      {
        services: { sns, queues, dynamodb, lambdas, logs, iam, access, names: new Set(), codeFolder },
        now,
        seen: (stack, event) => {
          kept.event(stack, event)
          options.onStackEvent?.(stack, event)
        },
        saved: kept.save,
        failed: onBug,
      },
      stacks,
    )
    await cloudformation.bringBack()

    door.open(
      new Map<string, Service>([
        ['cloudformation', cloudformation.service],
        ['dynamodb', faults.calls(dynamodb.service)],
        ['streams', streamsApi(dynamodb, now)],
        ['logs', logsApi(logs)],
        ['monitoring', cloudWatchApi({ metrics, alarms: cloudformation.alarms, now })],
        ['lambda', lambdaApi(lambdas)],
        ['sns', faults.calls(sns)],
        ['sqs', faults.calls(only(sqsActions, withQueueAttributes(queues.pass)))],
        ['sts', only(stsActions, queues.pass)],
      ]),
      access.refusal,
    )
    open()
    lambdas.resume()
    await cloudformation.resume()

    const endExpiry = startExpiry(dynamodb.expiry, onBug)
    const ending = new AbortController()

    const stop = async (): Promise<void> => {
      // first the door: nothing new may come in while the rest ends
      await door.stop()
      ending.abort()
      await endExpiry()
      deliveries.stop()
      await lambdas.stop()
      await cloudformation.settled()
      await Promise.all([runtimeApi.stop(), queues.stop(), data.close()])
      await removeCode()
    }
    let stopped: Promise<void> | undefined
    const idle = async (): Promise<void> => {
      await lambdas.idle()
      while (deliveries.held() > 0) {
        await wait(5)
        await lambdas.idle()
      }
    }
    return {
      endpoint,
      port: door.port,
      region: place.region,
      kept: stacks.filter(({ status }) => status !== 'DELETE_COMPLETE'),
      idle,
      expire: () => expireItems(dynamodb.expiry, ending.signal),
      stop: () => {
        stopped ??= stop()
        return stopped
      },
    }
  } catch (error) {
    for (const each of undo.reverse()) await each()
    throw error
  }
}
