// Clients of AWS for the local endpoint. Each kind is loaded only by whoever asks for it.

import { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { SNSClient } from '@aws-sdk/client-sns'
import { SQSClient } from '@aws-sdk/client-sqs'

/** Clients that talk to an endpoint on this machine, which takes any credentials. */
export const localClients = (endpoint: string, region: string) => {
  const config = { endpoint, region, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }
  return {
    cloudformation: new CloudFormationClient(config),
    sns: new SNSClient(config),
    sqs: new SQSClient(config),
  }
}
