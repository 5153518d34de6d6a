import { type Admitted, admitUpdate, type Standing } from './admit-update.ts'
import type { Connection } from './connection.ts'
import { DeleteIndex } from './delete-index.ts'
import type { DocumentState, Owner } from './document-state.ts'
import type { LogEntry } from './log-entry.ts'
import type { ParsedUpdate } from './parse-update.ts'

/** An update that was let in at `at` (milliseconds of the engine's clock) and is not committed. */
export type Pending = {
  ticket: number
  connection: Connection
  update: Admitted
  entry: LogEntry
  at: number
}

/**
 * Holds updates that wait against those that another process appended meanwhile, which `state` has taken in already. A client
 * that moves from one process to another in the middle of a commit is known to both: what is in the log by now is dropped
 * here instead of stored a second time, a client id that has an owner is not claimed again, and what is left is judged anew,
 * by the state that came to be. Returns what still waits, each under its old ticket; undefined when something of it may not
 * go into this log: others may rely on it, so that all have to come again.
 */
export function reconcilePending(
  pending: readonly Pending[],
  others: readonly ParsedUpdate[],
  state: DocumentState,
): Pending[] | undefined {
  const isTouched = touchedBy(others)
  if (!pending.some(isTouched)) return [...pending]
  // They were told of what waits, in another order than the one that it will have.
  state.forgetIndexes()
  const kept: Pending[] = []
  const clocks = new Map<number, number>()
  const owners = new Map<number, Owner>()
  const standing: Standing = {
    state,
    vector: { get: (client) => Math.max(clocks.get(client) ?? 0, state.vector.get(client) ?? 0) },
    ownerOf: (client) => state.ownerOf(client) ?? owners.get(client),
    // Who is there was asked when it was let in.
    speakerOf: () => undefined,
    pending: () => kept.map(({ update }) => update.parsed),
  }
  for (const one of pending) {
    const judged = isTouched(one) ? judgeAnew(one, standing) : one
    if (judged === 'refused') return undefined
    if (judged === 'known') continue
    for (const { client, to } of judged.update.parsed.ranges) clocks.set(client, to)
    for (const client of judged.update.claims) owners.set(client, one.connection.account)
    state.index(judged.update.parsed)
    kept.push(judged)
  }
  return kept
}

function touchedBy(others: readonly ParsedUpdate[]): (one: Pending) => boolean {
  const written = new Set(others.flatMap(({ ranges }) => ranges.map(({ client }) => client)))
  const deleted = new DeleteIndex()
  for (const { deletes } of others) deleted.add(deletes)
  return ({ update }) =>
    update.parsed.ranges.some(({ client }) => written.has(client)) || deleted.knowsSome(update.deletes)
}

function judgeAnew(one: Pending, standing: Standing): Pending | 'known' | 'refused' {
  try {
    const admission = admitUpdate(standing, one.update.bytes, one.connection.account)
    if (admission.kind === 'known') return 'known'
    if (admission.kind !== 'admitted') return 'refused'
    const { update } = admission
    return { ...one, update, entry: { ...one.entry, bytes: update.bytes, clientId: update.clientId } }
  } catch {
    // Content that fitted where its author saw it and does not fit here: whoever sent it hears of it when it comes again.
    return 'refused'
  }
}
