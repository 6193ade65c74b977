// How a module's epoch stood at one of its earlier reports, kept so that a report need not read the whole of a long
// epoch. One state is kept for a module, some reports back: later than that, messages and reports hardly ever come.
//
// A state holds the windows up to its report, so whoever changes one of them takes it back: a late message once it has
// reopened its window, a change of a report before it is computed. Both raise a version, which whoever keeps a state
// must find as it was before reading anything that the state is made of.

import type { Epoch, Report } from './epoch.ts'

export type EpochState = {
  /** T of the report at which the epoch stood so. */
  readonly timestamp: bigint
  readonly epoch: Epoch
}

/** The state to keep of an epoch at a report. Of what lies before it, only whether it is there matters to later ones. */
export const stateAt = ({ timestamp }: Report, epoch: Epoch): EpochState => ({
  timestamp,
  epoch: {
    ...epoch,
    began: timestamp,
    ambiguous: epoch.ambiguous === undefined ? undefined : timestamp,
  },
})

/** What is kept for a module beside its windows. */
export type Head = {
  /** How often a state was taken back, as digits; undefined: never. */
  readonly version?: string | undefined
  readonly state?: EpochState | undefined
}

/** The steps that take a state back. */
export type Forgetting = {
  /** Raises the version, unless there is a state at `from` or later; gives whether it did. */
  readonly raise: (from: bigint) => Promise<boolean>
  /** Raises the version and drops the state. */
  readonly drop: () => Promise<unknown>
}

/**
 * Takes back a state at `from` or later, one that is about to be kept included; one before `from` stays. Dropping one
 * that somebody has just renewed costs some reads, and no more.
 */
export const forget = async (tables: Forgetting, from: bigint): Promise<void> => {
  if (!(await tables.raise(from))) await tables.drop()
}
