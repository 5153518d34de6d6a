import { AsyncLocalStorage } from 'node:async_hooks'
import type { Transaction } from '../database/database.ts'
import { AppError } from '../errors.ts'
import { processWide } from '../process-wide.ts'

/** A call that carries an idempotency key, while it is being carried out under this claim. */
export type CurrentCall = {
  scope: string
  keyHash: string
  claim: string
  /** Seals what a transaction of it gave, for `noteEffect`; undefined where that cannot be kept. */
  seal?: (effect: unknown) => Uint8Array | undefined
}

// Routes are in Next's bundle, some operations in Node's copy; both must see the same call.
const storage = processWide('idempotent call', () => new AsyncLocalStorage<CurrentCall>())

/** Runs `work` as the carrying out of a call: each of its transactions notes so, and ends if another has taken the call over. */
export function asCall<T>(call: CurrentCall, work: () => Promise<T>): Promise<T> {
  return storage.run(call, work)
}

/**
 * Notes in the transaction itself that the call under way is carried out, so that either both or neither are committed and no
 * crash can make a second execution look like the first. Throws `conflict` when the claim was lost: nothing is committed then.
 */
export async function noteCarriedOut(tx: Transaction): Promise<void> {
  const call = storage.getStore()
  if (!call) return
  const noted = await tx.$executeRaw`
    UPDATE "IdempotentCall" SET "carriedOutAt" = now()
    WHERE scope = ${call.scope} AND "keyHash" = ${call.keyHash} AND claim = ${call.claim}::uuid`
  if (noted === 0)
    throw new AppError(
      'conflict',
      'This call is being carried out elsewhere by now. Ask again with the same key.',
      {
        retryAfter: 1,
      },
    )
}

/**
 * Keeps what the transaction gives in the transaction itself, sealed: whoever asks again after a crash gets the answer that is
 * made from it. Of several transactions of one call the last one counts.
 */
export async function noteEffect(tx: Transaction, effect: unknown): Promise<void> {
  const call = storage.getStore()
  const sealed = call?.seal?.(effect)
  if (!call || !sealed) return
  await tx.$executeRaw`
    UPDATE "IdempotentCall" SET effect = ${sealed}
    WHERE scope = ${call.scope} AND "keyHash" = ${call.keyHash} AND claim = ${call.claim}::uuid`
}
