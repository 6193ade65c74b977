// Topics by their ARNs. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html

import { errors } from '../errors.ts'

const arn = /^arn:[\w-]+:sns:([\w-]+):(\d{12}):([\w-]{1,256})$/

export type Topic = {
  readonly arn: string
  readonly region: string
  readonly account: string
  readonly name: string
}

/** What the ARN of a topic says. Throws a PersonError for anything else. */
export const parseTopic = (given: string): Topic => {
  const [, region, account, name] = arn.exec(given) ?? []
  if (region === undefined || account === undefined || name === undefined) throw errors.badTopicArn(given)
  return { arn: given, region, account, name }
}
