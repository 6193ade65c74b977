// What a check has found, for a person and for a machine. Pure.

export type Finding = {
  readonly check: string
  readonly result: 'ok' | 'warn' | 'fail'
  readonly text: string
  /** What to do about it; nothing where it is well. */
  readonly next: string
}

export const ok = (check: string, text: string): Finding => ({ check, result: 'ok', text, next: '' })
export const warn = (check: string, text: string, next: string): Finding => ({
  check,
  result: 'warn',
  text,
  next,
})
export const fail = (check: string, text: string, next: string): Finding => ({
  check,
  result: 'fail',
  text,
  next,
})

/** Whether this Node is one that guac works with: package.json says which. */
export const nodeFinding = (version: string): Finding => {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > 20 || (major === 20 && minor >= 19)
    ? ok('node', `Node ${version}`)
    : fail(
        'node',
        `Node ${version} is too old.`,
        'Install Node 20.19 or later, the newest of 24 for instance.',
      )
}

/** AWS refuses a signature that is further off. https://docs.aws.amazon.com/IAM/latest/UserGuide/signing-elements.html */
const refusedMs = 300_000
/** What the service itself allows for between hosts: the slack of handlers/domain/lateness.ts. */
const slackMs = 60_000

/** How far this machine's clock is ahead of the endpoint's, in ms; which tells its own to the second. */
export const clockFinding = (aheadMs: number): Finding => {
  const off = Math.abs(aheadMs)
  const seconds = Math.round(off / 1000)
  if (seconds < 2) return ok('clock', 'as that of the endpoint')
  const text = `${seconds} s ${aheadMs > 0 ? 'ahead of' : 'behind'} that of the endpoint`
  if (off <= slackMs) return ok('clock', text)
  const next = 'Set the clock: let the system take its time from the network (NTP).'
  return off < refusedMs
    ? warn('clock', `${text}.`, next)
    : fail('clock', `${text}: signatures are refused from five minutes on.`, next)
}

/** Whether what is deployed is what this guac would deploy. */
export const templateFinding = (
  deployed: { readonly version: string; readonly codeHash: string; readonly text: string },
  own: { readonly version: string; readonly codeHash: string; readonly text: string },
): Finding => {
  const next = 'guac diff shows what differs, guac deploy brings it.'
  if (deployed.codeHash !== own.codeHash || deployed.version !== own.version)
    return warn(
      'template',
      `Deployed is version ${deployed.version} with code ${deployed.codeHash}; this guac has ${own.version} with ${own.codeHash}.`,
      next,
    )
  return deployed.text.trim() === own.text.trim()
    ? ok('template', `version ${own.version}, code ${own.codeHash}, as this guac has it`)
    : warn('template', 'The code is as this guac has it; the rest of the template is not.', next)
}

/** Whether rows expire as the parameter RetentionDays wants it. */
export const retentionFinding = (days: string, timeToLive: string): Finding => {
  if (days === '0') return ok('retention', 'messages are kept for ever')
  return timeToLive.startsWith('ENABL')
    ? ok('retention', `messages expire ${days} days after their arrival`)
    : fail(
        'retention',
        `RetentionDays is ${days}, but the table's time to live is ${timeToLive || 'off'}: nothing expires.`,
        'aws dynamodb update-time-to-live with AttributeName=expires,Enabled=true turns it on again.',
      )
}
