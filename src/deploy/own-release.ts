// What this guac would deploy.

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseTemplate } from '../cfn/parse-template.ts'
import { errors } from '../errors.ts'

export type Release = {
  readonly version: string
  readonly codeHash: string
  /** service.yaml, whole. */
  readonly text: string
}

/** The release in a folder of this package. Throws a PersonError when that holds no service.yaml. */
export const ownRelease = async (home: string): Promise<Release> => {
  const path = join(home, 'service.yaml')
  const text = await readFile(path, 'utf8').catch(() => {
    throw errors.noTemplate(path)
  })
  const { Outputs = {} } = parseTemplate(text)
  return { version: String(Outputs.Version?.Value), codeHash: String(Outputs.CodeHash?.Value), text }
}
