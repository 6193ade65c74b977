// A bucket for code, one an account and region, in a stack of its own: CloudFormation makes it, describes it and
// keeps it, as SAM and the CDK do with theirs.

import type { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { errors } from '../errors.ts'
import { createStack, type StackOptions } from './create-stack.ts'
import { findStack } from './find-stack.ts'
import { outputsOf } from './follow-stack.ts'

/** The name of that stack. */
export const codeStack = 'bookish-guacamole-code'

const bucketArn = { 'Fn::GetAtt': ['Bucket', 'Arn'] }

/** Encrypted, private, over TLS only, versioned; what is no longer current goes after 30 days. */
export const codeBucketTemplate = JSON.stringify({
  AWSTemplateFormatVersion: '2010-09-09',
  Description:
    'The code of bookish-guacamole, where a stack takes it from a bucket (guac deploy --code zip).',
  Resources: {
    Bucket: {
      Type: 'AWS::S3::Bucket',
      // stacks run from what is in it, and a bucket that is not empty cannot be deleted
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
        VersioningConfiguration: { Status: 'Enabled' },
        LifecycleConfiguration: {
          Rules: [
            {
              Id: 'old-versions',
              Status: 'Enabled',
              NoncurrentVersionExpiration: { NoncurrentDays: 30 },
              AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
            },
          ],
        },
      },
    },
    TlsOnly: {
      Type: 'AWS::S3::BucketPolicy',
      Properties: {
        Bucket: { Ref: 'Bucket' },
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Sid: 'TlsOnly',
              Effect: 'Deny',
              Principal: '*',
              Action: 's3:*',
              Resource: [bucketArn, { 'Fn::Sub': `\${Bucket.Arn}/*` }],
              Condition: { Bool: { 'aws:SecureTransport': 'false' } },
            },
          ],
        },
      },
    },
  },
  Outputs: { BucketName: { Value: { Ref: 'Bucket' } } },
})

/** The name of the bucket, if its stack is there and whole. */
export const findCodeBucket = async (client: CloudFormationClient): Promise<string | undefined> => {
  const stack = await findStack(client, codeStack)
  if (!stack) return undefined
  const name = outputsOf(stack).BucketName
  if (name) return name
  throw errors.brokenCodeStack(codeStack, stack.StackStatus ?? 'no status')
}

/** Makes the bucket and returns its name. */
export const makeCodeBucket = async (
  client: CloudFormationClient,
  options: Pick<StackOptions, 'pollMs' | 'onEvent' | 'stopping'>,
): Promise<string> => {
  const stack = await createStack(client, {
    ...options,
    stackName: codeStack,
    templateBody: codeBucketTemplate,
    terminationProtection: true,
  })
  return outputsOf(stack).BucketName ?? ''
}
