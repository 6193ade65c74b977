// The deployed service with something changed in its template, and back: what a person may break, and mend.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { UpdateStackCommand, waitUntilStackUpdateComplete } from '@aws-sdk/client-cloudformation'
import { parseTemplate } from '../../src/cfn/parse-template.ts'
import type { Service } from './service.ts'

/** The properties of a resource, to be changed in place. */
// biome-ignore lint/suspicious/noExplicitAny: tests reach into whatever a template holds
export type PropertiesOf = (resource: string) => any

const text = readFileSync(join(process.cwd(), 'service.yaml'), 'utf8')

/** Updates the stack to service.yaml as `edit` changes it, or as it is. */
export const changeService = async (
  { cloudformation: client }: Service,
  edit: (properties: PropertiesOf) => void = () => {},
): Promise<void> => {
  const StackName = 'bookish-guacamole'
  const template = structuredClone(parseTemplate(text))
  edit(resource => template.Resources[resource]?.Properties)
  const TemplateBody = JSON.stringify(template)
  await client.send(
    new UpdateStackCommand({ StackName, TemplateBody, Capabilities: ['CAPABILITY_NAMED_IAM'] }),
  )
  await waitUntilStackUpdateComplete(
    { client, maxWaitTime: 30, minDelay: 0.05, maxDelay: 0.1 },
    { StackName },
  )
}

/** Takes an action away from a role, on whatever it is granted. */
export const withoutRight =
  (role: string, action: string) =>
  (properties: PropertiesOf): void => {
    const [policy] = properties(role).Policies
    policy.PolicyDocument.Statement = policy.PolicyDocument.Statement.map(
      (statement: { Action: string | string[] }) => ({
        ...statement,
        Action: [statement.Action].flat().filter(each => each !== action),
      }),
    ).filter(({ Action }: { Action: readonly string[] }) => Action.length > 0)
  }
