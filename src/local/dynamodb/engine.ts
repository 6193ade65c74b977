// DynamoDB is dynalite, called below its HTTP handler: its own checks, then its own actions. That handler throws
// inside callbacks, where nobody can catch: one item with a null attribute would end the whole stack.

import { createRequire } from 'node:module'
import type { Database } from '../data/keep.ts'
import { place } from '../place.ts'
import { AwsError } from '../protocol/aws-error.ts'
import type { Answer, Call, Service } from '../protocol/call.ts'
import { type Consumed, consumedBy, consumedByRefused } from './consumed.ts'

export type Engine = {
  /** Answers a call as it came, and tells what it consumed. */
  readonly pass: Service
  /** The same for what DynamoDB does of its own accord, which consumes nothing. */
  readonly passFree: Service
  /** Makes a call of our own. Returns the output; throws the AwsError that DynamoDB would answer. */
  readonly call: <Output>(action: string, input: unknown) => Promise<Output>
  /** What everything is stored in. */
  readonly database: EngineDatabase
}

export type EngineDatabase = Database & {
  /** Throws LevelDB's reason when it cannot be opened. In memory there is nothing to open. */
  readonly open: () => Promise<void>
  readonly close: () => Promise<void>
  readonly clear: (range: { readonly gte: string; readonly lt: string }) => Promise<void>
}

/** What dynalite throws for a refused call. */
type Refusal = {
  readonly statusCode: number
  readonly body: { readonly __type: string; readonly message?: string; readonly Message?: string }
}
type Store = {
  readonly db: EngineDatabase
  readonly tableDb: { awsRegion: string; awsAccountId: string }
}
type Action = (store: Store, data: unknown, done: (error: unknown, output: unknown) => void) => void
type Rules = { readonly types: unknown; readonly custom: unknown }
type Checks = {
  readonly checkTypes: (input: unknown, types: unknown) => unknown
  readonly checkValidations: (data: unknown, types: unknown, custom: unknown, store: Store) => void
}

const load = createRequire(import.meta.url)

const isRefusal = (error: unknown): error is Refusal =>
  typeof error === 'object' && error !== null && 'statusCode' in error && 'body' in error

/** A disk that is full or broken is nobody's bug. */
const inWords = (error: unknown): unknown =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('LEVEL_')
    ? new AwsError('InternalServerError', `The tables cannot be read or written: ${error.message}`, 500)
    : error

const noWaits = { createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 }

/** A fresh database in memory, or the one in a folder. `told` hears what calls consume. */
export const makeEngine = (path?: string, told: (consumed: Consumed) => void = () => {}): Engine => {
  const { checkTypes, checkValidations }: Checks = load('dynalite/validations')
  const store: Store = load('dynalite/db').create({ ...noWaits, ...(path === undefined ? {} : { path }) })
  // dynalite takes these from the environment, which says where the user's real account is
  Object.assign(store.tableDb, { awsRegion: place.region, awsAccountId: place.account })

  const check = (rules: Rules, input: unknown): unknown => {
    try {
      const data = checkTypes(input, rules.types)
      checkValidations(data, rules.types, rules.custom, store)
      return data
    } catch (error) {
      if (isRefusal(error)) throw error
      // its checks stumble over some of what they should refuse
      throw new AwsError('ValidationException', `The request is malformed: ${String(error)}`)
    }
  }

  const perform = async (name: string, input: unknown): Promise<unknown> => {
    const file = name.charAt(0).toLowerCase() + name.slice(1)
    const action: Action = load(`dynalite/actions/${file}`)
    const data = check(load(`dynalite/validations/${file}`), input)
    return new Promise((resolve, reject) =>
      action(store, data, (error, output) => (error ? reject(inWords(error)) : resolve(output))),
    )
  }

  const answer = ({ contentType }: Call, status: number, value: unknown): Answer => ({
    status,
    contentType,
    body: JSON.stringify(value),
  })
  const pass =
    (tell: (consumed: Consumed) => void): Service =>
    async call => {
      const input = JSON.parse(call.body)
      try {
        return answer(
          call,
          200,
          await consumedBy(call.action, input, asked => perform(call.action, asked), tell),
        )
      } catch (error) {
        if (!isRefusal(error)) throw error
        consumedByRefused(call.action, input, error.body.__type, tell)
        return answer(call, error.statusCode, error.body)
      }
    }

  return {
    database: store.db,
    pass: pass(told),
    passFree: pass(() => {}),
    call: async <Output>(action: string, input: unknown): Promise<Output> => {
      try {
        return (await perform(action, input)) as Output
      } catch (error) {
        if (!isRefusal(error)) throw error
        const { __type, message, Message } = error.body
        throw new AwsError(__type.split('#').at(-1) ?? '', message ?? Message ?? '', error.statusCode)
      }
    },
  }
}
