import type { Template } from '../cfn/template.ts'

/** What CloudFormation takes as --template-body. Bytes. */
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
export const limit = 51_200

/** Bytes of a template's text. The parts add up to the total. */
export type Sizes = {
  readonly code: number
  readonly resources: number
  /** Alarms and dashboards. */
  readonly monitoring: number
  /** Parameters, conditions, outputs, comments. */
  readonly rest: number
  readonly total: number
}

/** Where the bytes of a template's text go, read off its indentation. */
export const sizeByPart = (text: string, template: Template): Sizes => {
  const sizes = { code: 0, resources: 0, monitoring: 0, rest: 0 }
  let part: keyof typeof sizes = 'rest'
  let section = ''
  for (const line of text.match(/[^\n]*\n|[^\n]+$/g) ?? []) {
    const [, indent, name = ''] = /^( {2})?(\w+):/.exec(line) ?? []
    if (name && !indent) {
      section = name
      part = section === 'Mappings' ? 'code' : section === 'Resources' ? 'resources' : 'rest'
    } else if (name && section === 'Resources') {
      part = template.Resources[name]?.Type.startsWith('AWS::CloudWatch::') ? 'monitoring' : 'resources'
    }
    sizes[part] += Buffer.byteLength(line)
  }
  return { ...sizes, total: Buffer.byteLength(text) }
}

/** 51200 as "51,200". Intl would do it too, and takes 25 ms to load. */
export const grouped = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',')

/** The sizes as lines for a person: bytes, and percent of the limit. */
export const describeSizes = (sizes: Sizes): string =>
  Object.entries(sizes)
    .map(([part, bytes]) => {
      const percent = ((100 * bytes) / limit).toFixed(1)
      return `  ${part.padEnd(10)} ${grouped(bytes).padStart(7)} bytes ${percent.padStart(5)} %`
    })
    .join('\n')
