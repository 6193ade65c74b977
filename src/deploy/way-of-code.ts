// How a stack carries its code: inline in the template, or as a zip in a bucket. Pure.

import { errors } from '../errors.ts'
import type { Named } from './settings.ts'

export type WayOfCode =
  | { readonly way: 'inline'; readonly parameters: Named }
  /** Without a bucket: in the one that guac makes. */
  | { readonly way: 'zip'; readonly bucket: string | undefined; readonly prefix: string }

/** What CodeBucket holds without one: the default of today, and that of 0.1.0, which its stacks still have. */
const noBucket: readonly string[] = ['none', '']

type Wish = { readonly code?: string | undefined; readonly bucket?: string | undefined }

/**
 * What is wished, or else as the stack has it: `effective` are the parameters as they are given and as the stack has
 * them. Throws a PersonError for wishes that contradict each other.
 */
export const wayOfCode = ({ code, bucket }: Wish, effective: Named): WayOfCode => {
  if (code !== undefined && code !== 'inline' && code !== 'zip')
    throw errors.badChoice('--code', code, ['inline', 'zip'])
  if (code === 'inline' && bucket !== undefined) throw errors.bucketForInline()
  const present = noBucket.includes(effective.CodeBucket ?? '') ? undefined : effective.CodeBucket
  if (code === 'inline') return { way: 'inline', parameters: { CodeBucket: 'none' } }
  if (code === 'zip' || bucket !== undefined || present !== undefined)
    return { way: 'zip', bucket: bucket ?? present, prefix: effective.CodePrefix ?? '' }
  return { way: 'inline', parameters: {} }
}
