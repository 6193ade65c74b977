// `guac deploy`: the template, built first in a checkout, to AWS or to the running `guac dev`. `guac diff`: the same way,
// and nothing but a look.

import { hashOf } from '../bundle/build-service.ts'
import { loadTemplate } from '../bundle/load-template.ts'
import { zip } from '../bundle/zip.ts'
import { parseTemplate } from '../cfn/parse-template.ts'
import type { Template } from '../cfn/template.ts'
import { findCodeBucket, makeCodeBucket } from '../deploy/code-bucket.ts'
import { type CarryCode, deployStack, type Wish } from '../deploy/deploy-stack.ts'
import { type FailOn, judgeDiff } from '../deploy/judge-diff.ts'
import { reportDiff } from '../deploy/report-diff.ts'
import { reportJson } from '../deploy/report-json.ts'
import { liveTable } from '../deploy/report-live.ts'
import { reportText } from '../deploy/report-text.ts'
import type { Outcome, Reporter } from '../deploy/reporter.ts'
import { parsePairs } from '../deploy/settings.ts'
import { onTarget, type Target } from '../deploy/target.ts'
import { uploadCode } from '../deploy/upload-code.ts'
import { wayOfCode } from '../deploy/way-of-code.ts'
import type { TargetOptions } from '../deploy/where.ts'
import { errors } from '../errors.ts'
import type { Io } from '../io.ts'
import { paintWith } from '../terminal/style.ts'
import { wrap } from '../terminal/wrap.ts'

export type DeployOptions = TargetOptions & {
  readonly parameter?: readonly string[]
  readonly tag?: readonly string[]
  readonly roleArn?: string
  readonly terminationProtection?: boolean
  readonly rollback?: boolean
  readonly code?: string
  readonly bucket?: string
  readonly yes?: boolean
  readonly execute: boolean
  readonly dryRun?: boolean
  readonly json?: boolean
  readonly quiet?: boolean
}

export type DiffOptions = TargetOptions &
  Pick<DeployOptions, 'parameter' | 'tag' | 'roleArn' | 'code' | 'bucket' | 'json' | 'quiet'> & {
    readonly failOn: FailOn
  }

/** Makes the stack what the template says, or as much of it as the options ask for. */
export const deploy = async (io: Io, options: DeployOptions): Promise<void> => {
  const reporter = reporterFor(io, options)
  try {
    const outcome = await approach(io, options, reporter, place => reporter.note(`Deploying to ${place}.`))
    if (options.dryRun && outcome.difference === 'some') reporter.note('A dry run: nothing was changed.')
    reporter.done(outcome)
  } catch (error) {
    reporter.rest()
    if (error instanceof Error) reporter.failed(error.message)
    throw error
  }
}

/** Shows what deploying would change. Throws a PersonError for a difference that --fail-on names. */
export const diff = async (io: Io, options: DiffOptions): Promise<void> => {
  const reporter = reportDiff(options.json ? io : forPeople(io), paintWith(io.colour), options)
  const look = { ...options, dryRun: true, execute: true }
  const outcome = await approach(io, look, reporter, place => {
    if (!options.json && !options.quiet) io.tell(`What deploying would change of ${place}:`)
  })
  reporter.done(outcome)
  const against = judgeDiff(options.failOn, outcome.difference ?? 'unknown', reporter.found())
  if (against !== undefined) throw errors.unwantedDifference(against, options.failOn)
}

const approach = async (
  io: Io,
  options: DeployOptions,
  reporter: Reporter,
  onPlace: (place: string) => void,
): Promise<Outcome> => {
  const parameters = parsePairs('--parameter', options.parameter ?? [])
  const tags = parsePairs('--tag', options.tag ?? [])
  const { text: templateBody } = await loadTemplate(io.home)
  const template = parseTemplate(templateBody)
  return onTarget(io, options, async target => {
    onPlace(await target.place())
    const wish: Wish = {
      template,
      templateBody,
      parameters,
      tags,
      roleArn: options.roleArn,
      terminationProtection: options.terminationProtection,
      rollback: options.rollback ?? true,
      extent: options.dryRun ? 'show' : options.execute ? 'all' : 'prepare',
      stopping: io.stopping,
      confirm: (what, question) => confirm(io, options, reporter, what, question),
    }
    return deployStack(target, wish, carrying(io, target, wish, options, reporter), reporter)
  })
}

const reporterFor = (io: Io, { json, quiet }: DeployOptions): Reporter => {
  const paint = paintWith(io.colour)
  if (json) return reportJson(io)
  if (quiet) return reportText({ ...io, tell: () => {} }, paint)
  const text = reportText(forPeople(io), paint)
  const reporter = io.live ? { ...text, ...liveTable(io.live, paint, io.now) } : text
  // a person who hears that nothing has changed knows the outputs; a program that reads them gets them always
  return Number.isFinite(io.width)
    ? { ...reporter, done: outcome => (outcome.changed ? text.done(outcome) : undefined) }
    : reporter
}

/** Changes and outputs as a narrow terminal shows them best. */
const forPeople = (io: Io): Io => ({ ...io, print: line => io.print(wrap(line, io.width)) })

const confirm = async (
  { ask }: Io,
  { yes }: DeployOptions,
  reporter: Reporter,
  what: string,
  question: string,
): Promise<boolean> => {
  if (yes) return true
  reporter.rest()
  const answer = await ask(`${question} (yes or no)`)
  if (answer === undefined) throw errors.unansweredChanges(what)
  return /^y(es)?$/i.test(answer.trim())
}

/** Inline there is nothing to carry; a zip goes into its bucket, if what it holds is not there yet. */
const carrying =
  (
    io: Io,
    target: Target,
    { template, extent }: Wish,
    options: DeployOptions,
    reporter: Reporter,
  ): CarryCode =>
  async effective => {
    const found = wayOfCode(options, effective)
    if (found.way === 'inline') return found.parameters
    const js = codeIn(template)
    const key = `${found.prefix}${hashOf(js)}.zip`
    const bucket = found.bucket ?? (await ownBucket(io, target, extent, reporter))
    if (extent !== 'show') {
      const data = zip([{ name: 'index.js', text: js }])
      const place = `s3://${bucket}/${key}`
      const size = `${data.length.toLocaleString('en')} bytes`
      io.status(`Uploading ${size} to ${place} …`)
      const sent = await uploadCode(await target.clients.s3(), { bucket, key, zip: data }).finally(() =>
        io.status(''),
      )
      reporter.note(sent ? `Uploaded the code to ${place}, ${size}.` : `The code is in ${place} already.`)
    }
    return { CodeBucket: bucket, ...(found.prefix === '' ? {} : { CodePrefix: found.prefix }) }
  }

const ownBucket = async (
  io: Io,
  target: Target,
  extent: Wish['extent'],
  reporter: Reporter,
): Promise<string> => {
  const client = await target.clients.cloudformation()
  const found = await findCodeBucket(client)
  if (found) return found
  if (extent === 'show') return 'a-bucket-that-guac-would-make'
  reporter.note(
    'Making a bucket for code (encrypted, private, versioned), by the stack bookish-guacamole-code.',
  )
  const pollMs = target.loopback ? 50 : 2000
  const bucket = await makeCodeBucket(client, { pollMs, onEvent: reporter.event, stopping: io.stopping })
  reporter.rest()
  return bucket
}

const codeIn = ({ Mappings }: Template): string => String(Mappings?.Code?.index?.js ?? '')
