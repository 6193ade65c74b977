// Where the local stack says that it is. fauxqs and dynalite both use this account, and the endpoint is one
// region: whatever region a client signs for, its call arrives here.

export const place = {
  partition: 'aws',
  region: 'us-east-1',
  account: '000000000000',
  urlSuffix: 'amazonaws.com',
} as const

/** The Amazon Resource Name of something here. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
export const arn = (service: string, resource: string): string =>
  `arn:${place.partition}:${service}:${place.region}:${place.account}:${resource}`
