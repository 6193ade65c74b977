// Looking at stacks, their events, resources and exports.

import { AwsError } from '../../protocol/aws-error.ts'
import { list, type Params, text } from '../../protocol/query.ts'
import { importsOf } from '../exports.ts'
import type { Registry } from '../registry.ts'
import type { Resource, Stack } from '../stack.ts'
import type { Actions } from './action.ts'
import { page } from './page.ts'
import { eventXml, resourceXml, stackXml, summaryXml } from './show.ts'

const named = (params: Params): string => text(params, 'StackName') ?? ''
const idOf = ({ id }: { readonly id: string }): string => id
const logicalIdOf = ({ logicalId }: Resource): string => logicalId
const timed = <Shown extends { readonly stack: Stack }>({ stack }: Shown) => ({
  StackId: stack.id,
  StackName: stack.name,
})

export const describeStacks: Actions = {
  DescribeStacks: {
    parameters: ['StackName', 'NextToken'],
    run: (params, registry) => {
      if (named(params) !== '') return { Stacks: [stackXml(registry.find(named(params), 'by id'))] }
      const there = registry.all().filter(({ status }) => status !== 'DELETE_COMPLETE')
      const { items, NextToken } = page(params, there, idOf)
      return { Stacks: items.map(stackXml), NextToken }
    },
  },

  ListStacks: {
    parameters: ['StackStatusFilter', 'NextToken'],
    run: (params, registry) => {
      const wanted = list(params, 'StackStatusFilter')
      const found = registry.all().filter(({ status }) => wanted.length === 0 || wanted.includes(status))
      const { items, NextToken } = page(params, found, idOf)
      return { StackSummaries: items.map(summaryXml), NextToken }
    },
  },

  DescribeStackEvents: {
    parameters: ['StackName', 'NextToken'],
    run: (params, registry) => {
      const stack = registry.find(named(params))
      const { items, NextToken } = page(params, [...stack.events].reverse(), idOf)
      return { StackEvents: items.map(event => eventXml(stack, event)), NextToken }
    },
  },

  DescribeStackResource: {
    parameters: ['StackName', 'LogicalResourceId'],
    run: (params, registry) => {
      const stack = registry.find(named(params))
      const id = text(params, 'LogicalResourceId') ?? ''
      const resource = stack.resources.get(id)
      if (!resource)
        throw new AwsError('ValidationError', `Resource ${id} does not exist for stack ${stack.name}`)
      const Metadata = JSON.stringify(resource.metadata)
      return {
        StackResourceDetail: {
          ...timed({ stack }),
          ...resourceXml(resource, 'LastUpdatedTimestamp'),
          Metadata: Metadata === '{}' ? undefined : Metadata,
        },
      }
    },
  },

  DescribeStackResources: {
    parameters: ['StackName', 'LogicalResourceId', 'PhysicalResourceId'],
    run: (params, registry) => {
      const stack = described(params, registry)
      const id = text(params, 'LogicalResourceId')
      const found = [...stack.resources.values()].filter(
        ({ logicalId }) => id === undefined || logicalId === id,
      )
      // "For deleted stacks … up to 100 resources": https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackResources.html
      return {
        StackResources: found
          .slice(0, 100)
          .map(resource => ({ ...timed({ stack }), ...resourceXml(resource, 'Timestamp') })),
      }
    },
  },

  ListStackResources: {
    parameters: ['StackName', 'NextToken'],
    run: (params, registry) => {
      const stack = registry.find(named(params), 'by id')
      const { items, NextToken } = page(params, [...stack.resources.values()], logicalIdOf)
      return {
        StackResourceSummaries: items.map(resource => resourceXml(resource, 'LastUpdatedTimestamp')),
        NextToken,
      }
    },
  },

  ListExports: {
    parameters: ['NextToken'],
    run: (params, registry) => {
      const all = registry
        .all()
        .flatMap(({ id, outputs }) =>
          outputs.flatMap(({ exportName, value }) =>
            exportName === undefined ? [] : { ExportingStackId: id, Name: exportName, Value: value },
          ),
        )
      const { items, NextToken } = page(params, all, ({ Name }) => Name)
      return { Exports: items, NextToken }
    },
  },

  ListImports: {
    parameters: ['ExportName', 'NextToken'],
    run: (params, registry) => {
      const name = text(params, 'ExportName') ?? ''
      const users = registry.all().filter(stack => importsOf(stack).includes(name))
      if (users.length === 0)
        throw new AwsError('ValidationError', `Export '${name}' is not imported by any stack.`)
      return { Imports: users.map(({ name }) => name) }
    },
  },
}

/** The stack of a name, or of something that it made. */
const described = (params: Params, registry: Registry): Stack => {
  const physicalId = text(params, 'PhysicalResourceId')
  if (physicalId === undefined) return registry.find(named(params), 'by id')
  const made = ({ resources }: Stack) => [...resources.values()].some(each => each.physicalId === physicalId)
  const found = registry.all().find(made)
  if (found) return found
  throw new AwsError('ValidationError', `Stack for ${physicalId} does not exist`)
}
