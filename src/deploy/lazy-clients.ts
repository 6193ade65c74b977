// Clients of AWS, each kind loaded when it is first asked for: loading one takes some 50 ms.

/** What every client is made with. What is undefined is found by the SDK's own chain. */
export type ClientConfig = {
  readonly region: string | undefined
  readonly profile: string | undefined
  readonly endpoint: string | undefined
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined
}

/** One function a service, which loads its client at the first call and gives the same one ever after. */
export const lazyClients = (config: ClientConfig) => {
  // the SDK takes a key that is there for an answer, even if it holds undefined
  const given = Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined))
  return {
    cloudformation: once(async () => {
      const { CloudFormationClient } = await import('@aws-sdk/client-cloudformation')
      return new CloudFormationClient(given)
    }),
    cloudwatch: once(async () => new (await import('@aws-sdk/client-cloudwatch')).CloudWatchClient(given)),
    dynamodb: once(async () => new (await import('@aws-sdk/client-dynamodb')).DynamoDBClient(given)),
    s3: once(async () => {
      const { S3Client } = await import('@aws-sdk/client-s3')
      // a server on this machine has no name for each bucket
      return new S3Client({ ...given, forcePathStyle: config.endpoint !== undefined })
    }),
    lambda: once(async () => new (await import('@aws-sdk/client-lambda')).LambdaClient(given)),
    logs: once(async () => new (await import('@aws-sdk/client-cloudwatch-logs')).CloudWatchLogsClient(given)),
    streams: once(
      async () => new (await import('@aws-sdk/client-dynamodb-streams')).DynamoDBStreamsClient(given),
    ),
    sns: once(async () => new (await import('@aws-sdk/client-sns')).SNSClient(given)),
    sqs: once(async () => new (await import('@aws-sdk/client-sqs')).SQSClient(given)),
    sts: once(async () => new (await import('@aws-sdk/client-sts')).STSClient(given)),
  }
}

export type LazyClients = ReturnType<typeof lazyClients>

const once = <Client>(load: () => Promise<Client>): (() => Promise<Client>) => {
  let loading: Promise<Client> | undefined
  return () => {
    loading ??= load()
    return loading
  }
}
