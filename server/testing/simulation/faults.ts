/** Deliberate faults of the simulated pieces, never of the engine: each must be found, else the checks are worth nothing. */
export type Faults = {
  /** The log answers `appended` before the commit, which a crash may then prevent. */
  acknowledgesEarly?: boolean
  /** Nobody ever learns of what other processes wrote: no signal arrives, no comparison finds anything. */
  skipsGapRepair?: boolean
  /** Who begins to listen is told that it does, and hears nothing. */
  confirmsDeaf?: boolean
  /** A batch that is sent again after its reply was lost is appended again. */
  appendsTwice?: boolean
  /** The log forgets what an update deletes. */
  dropsDeletions?: boolean
  /** What is read back from the log lacks its first row. */
  readsPastRows?: boolean
  /** Counts of what is saved arrive one too high. */
  countsAhead?: boolean
  /** The end of a socket is never told to the process that holds it. */
  forgetsDepartures?: boolean
  /** A reply of the log reaches the wrong batch: the next of the same document. */
  showsPending?: boolean
}

export const FAULT_NAMES = [
  'acknowledgesEarly',
  'skipsGapRepair',
  'confirmsDeaf',
  'appendsTwice',
  'dropsDeletions',
  'readsPastRows',
  'countsAhead',
  'forgetsDepartures',
] as const satisfies readonly (keyof Faults)[]
