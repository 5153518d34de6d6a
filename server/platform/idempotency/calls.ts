import { z } from 'zod'
import type { Context } from '../context.ts'
import { AppError } from '../errors.ts'
import { newId, sha256 } from '../ids.ts'
import type { CurrentCall } from './current-call.ts'
import { seal, unseal } from './sealed-answer.ts'

/** How long the answer to a key is kept. */
const KEPT_SECONDS = 24 * 3600
// A process that died holds a call no longer than this. A living one that takes longer loses nothing: whoever takes the call over
// and whoever had it cannot both commit.
const HELD_SECONDS = 15

export type KeyedCall = {
  /** Whose key it is: keys of different people never meet. */
  scope: string
  key: string
  /** Hash of everything that the call asks for. */
  fingerprint: string
}

export const StoredAnswer = z.object({
  status: z.number().int(),
  headers: z.array(z.tuple([z.string(), z.string()])),
  body: z.string(),
  /** Hash of a body that was streamed, and so could not be part of the fingerprint. */
  bodyHash: z.string().optional(),
})
export type StoredAnswer = z.infer<typeof StoredAnswer>

const StoredEffect = z.object({ value: z.unknown(), bodyHash: z.string().optional() })
type StoredEffect = z.infer<typeof StoredEffect>

const Found = z.object({
  fingerprint: z.string(),
  carriedOut: z.boolean(),
  effect: z.instanceof(Uint8Array).nullable(),
  answer: z.instanceof(Uint8Array).nullable(),
  late: z.boolean(),
})

type Ctx = Pick<Context, 'db' | 'config'>

/**
 * Claims a call for this process, or gives the answer that it had, or, where a crash came between effect and answer, what the
 * transaction of the effect gave. Throws `conflict` while it is under way, or when neither is there; `cannot-process` when the key
 * was used for something else.
 */
export async function claimCall(
  { db, config }: Ctx,
  { scope, key, fingerprint }: KeyedCall,
): Promise<{ call: CurrentCall } | { answer: StoredAnswer } | { effect: StoredEffect }> {
  const call = { scope, keyHash: sha256(key), claim: newId() }
  const { rowCount } = await db.pool.query(
    `INSERT INTO "IdempotentCall" (scope, "keyHash", fingerprint, claim, "claimedAt", "expiresAt")
     VALUES ($1, $2, $3, $4, now(), now() + make_interval(secs => ${KEPT_SECONDS}))
     ON CONFLICT (scope, "keyHash") DO UPDATE SET fingerprint = excluded.fingerprint, claim = excluded.claim,
       "claimedAt" = excluded."claimedAt", "expiresAt" = excluded."expiresAt", "carriedOutAt" = NULL, effect = NULL,
       answer = NULL
     WHERE "IdempotentCall"."expiresAt" < now()
       OR ("IdempotentCall"."carriedOutAt" IS NULL AND "IdempotentCall".answer IS NULL
         AND "IdempotentCall".fingerprint = excluded.fingerprint
         AND "IdempotentCall"."claimedAt" < now() - make_interval(secs => ${HELD_SECONDS}))`,
    [scope, call.keyHash, fingerprint, call.claim],
  )
  if (rowCount === 1) return { call }
  const { rows } = await db.pool.query(
    `SELECT fingerprint, "carriedOutAt" IS NOT NULL AS "carriedOut", effect, answer,
       "claimedAt" < now() - make_interval(secs => ${HELD_SECONDS}) AS late FROM "IdempotentCall"
     WHERE scope = $1 AND "keyHash" = $2`,
    [scope, call.keyHash],
  )
  const found = rows.length === 0 ? undefined : Found.parse(rows[0])
  if (found && found.fingerprint !== fingerprint) throw otherCall()
  if (found?.answer)
    return { answer: StoredAnswer.parse(JSON.parse(unseal(config, { key, sealed: found.answer }))) }
  if (found?.carriedOut && found.late) {
    if (found.effect === null) throw answerLost()
    return { effect: StoredEffect.parse(JSON.parse(unseal(config, { key, sealed: found.effect }))) }
  }
  throw new AppError('conflict', 'This call is still under way. Ask again in a moment with the same key.', {
    retryable: true,
    retryAfter: 1,
  })
}

export function answerLost(): AppError {
  return new AppError(
    'conflict',
    'This call was carried out, and its answer was lost when the server stopped. Look for what it made.',
  )
}

export function otherCall(): AppError {
  return new AppError(
    'cannot-process',
    'This idempotency key was used before, for another request. Use a new one.',
  )
}

/** Keeps the answer, sealed with the key itself, for whoever asks again with it. */
export async function keepAnswer(
  { db, config }: Ctx,
  { scope, keyHash, claim }: CurrentCall,
  key: string,
  answer: StoredAnswer,
): Promise<void> {
  await db.pool.query(
    `UPDATE "IdempotentCall" SET answer = $4 WHERE scope = $1 AND "keyHash" = $2 AND claim = $3`,
    [scope, keyHash, claim, seal(config, { key, text: JSON.stringify(answer) })],
  )
}

/** Seals what a transaction gave, for `noteEffect`. Undefined where it is no JSON: then a lost answer cannot be made again. */
export function sealEffect(
  { config }: Pick<Ctx, 'config'>,
  key: string,
  effect: StoredEffect,
): Uint8Array<ArrayBuffer> | undefined {
  try {
    return new Uint8Array(seal(config, { key, text: JSON.stringify(effect) }))
  } catch {
    // A value of another kind (a bigint, a circle) is no answer either; the call itself must not fail for it.
    return undefined
  }
}

/** Lets go of a call that failed before it had an effect, so that the same key may try again. */
export async function releaseCall({ db }: Ctx, { scope, keyHash, claim }: CurrentCall): Promise<void> {
  await db.pool.query(
    `DELETE FROM "IdempotentCall" WHERE scope = $1 AND "keyHash" = $2 AND claim = $3 AND "carriedOutAt" IS NULL`,
    [scope, keyHash, claim],
  )
}

/** Removes calls whose time is over. Returns how many. */
export async function sweepCalls({ db }: Pick<Context, 'db'>): Promise<number> {
  const { rowCount } = await db.pool.query('DELETE FROM "IdempotentCall" WHERE "expiresAt" < now()')
  return rowCount ?? 0
}
