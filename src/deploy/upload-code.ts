// The zip of the code, in a bucket under the name of what it holds: what is there already is not sent again.

import type { S3Client } from '@aws-sdk/client-s3'

/** Returns whether it had to be sent. Throws what S3 throws. */
export const uploadCode = async (
  client: S3Client,
  { bucket, key, zip }: { readonly bucket: string; readonly key: string; readonly zip: Buffer },
): Promise<boolean> => {
  const { HeadObjectCommand, PutObjectCommand, S3ServiceException } = await import('@aws-sdk/client-s3')
  const place = { Bucket: bucket, Key: key }
  try {
    const { ContentLength } = await client.send(new HeadObjectCommand(place))
    if (ContentLength === zip.length) return false
  } catch (error) {
    // whoever may not list a bucket is told 403 of what is not in it:
    // https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
    const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined
    if (status !== 404 && status !== 403) throw error
  }
  await client.send(new PutObjectCommand({ ...place, Body: zip, ContentType: 'application/zip' }))
  return true
}
