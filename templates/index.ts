import { assemble } from '../src/cfn/assemble.ts'
import type { Template } from '../src/cfn/template.ts'
import { alarms } from './alarms.ts'
import { dashboard } from './dashboard.ts'
import { deadLetters } from './dead-letters.ts'
import { type Code, functions } from './functions.ts'
import { logs } from './logs.ts'
import { outputs } from './outputs.ts'
import { parameters } from './parameters.ts'
import { roles } from './roles.ts'
import { tables } from './tables.ts'
import { topicPolicies } from './topic-policies.ts'
import { topics } from './topics.ts'
import { triggers } from './triggers.ts'

export type { Code } from './functions.ts'

const description =
  'bookish-guacamole: received messages and weekly diagnostics of devices in, success rates out.'

/** The whole service as one frozen template, for this code. */
export default (code: Code): Template =>
  assemble(
    description,
    parameters,
    topics,
    topicPolicies,
    tables,
    deadLetters,
    logs,
    roles,
    functions(code),
    triggers,
    alarms,
    dashboard,
    outputs(code),
  )
