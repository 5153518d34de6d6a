import type { Context } from '#server/platform/context.ts'
import { newId } from '#server/platform/ids.ts'
import { relaxedWrite } from './relaxed-write.ts'

/** Channel of the bus on which the key is called out whose computation has ended. */
const FLIGHT_CHANNEL = 'cache-flight'
/** A claim that is not renewed for this long is free: what the death of its owner costs those who wait. */
export const LEASE_MS = 3000
const RENEW_MS = 1000
// Ends are called out; this is for those whose signal was lost, and for claims whose owner died.
const LOOK_MS = 250

/** By the clock of the database, which all processes share. */
const LEASE = `now() + interval '${LEASE_MS} milliseconds'`
const CLAIM = `INSERT INTO "CacheFlight" (key, "claimId", "leaseUntil") VALUES ($1, $2, ${LEASE})
  ON CONFLICT (key) DO UPDATE SET "claimId" = excluded."claimId", "leaseUntil" = excluded."leaseUntil"
  WHERE "CacheFlight"."leaseUntil" < now() OR $3`

/**
 * One computation of a key at a time over all processes. A claim has an id of its own, and only its holder can store the value
 * (`storeEntry`): an owner that was paused and wakes up has lost the claim and cannot overwrite what is newer.
 */
export type FlightClaims = {
  /** The id of the claim; undefined when another process holds it. @param steal takes it from whoever has it */
  claim(key: string, steal: boolean): Promise<string | undefined>
  /** Ends a claim, in the database too unless that happened with the storing; those who wait look again. */
  release(key: string, claimId: string, stored: boolean): Promise<void>
  /** Resolves when a computation of the key has ended somewhere, or after a quarter of a second. */
  ended(key: string, signal: AbortSignal): Promise<void>
  close(): Promise<void>
}

export function createFlightClaims(ctx: Context): FlightClaims {
  const { pool } = ctx.db
  const own = new Set<string>()
  const waiting = new Map<string, Set<() => void>>()
  const listening = ctx.bus.listen(FLIGHT_CHANNEL, wake, () => {
    for (const key of waiting.keys()) wake(key)
  })
  const timer = setInterval(() => void renew(), RENEW_MS)
  timer.unref()

  function wake(key: string): void {
    for (const resolve of waiting.get(key) ?? []) resolve()
  }

  async function renew(): Promise<void> {
    if (own.size === 0) return
    try {
      const statement = `UPDATE "CacheFlight" SET "leaseUntil" = ${LEASE} WHERE "claimId" = ANY($1::uuid[])`
      await relaxedWrite(pool, statement, [[...own]])
    } catch (error) {
      // At worst another process computes the same a second time; only one of the two can store it.
      ctx.log.warn({ error, claims: own.size }, 'claims of computations could not be renewed')
    }
  }

  return {
    async claim(key, steal) {
      const claimId = newId()
      const { rowCount } = await relaxedWrite(pool, CLAIM, [key, claimId, steal])
      if (rowCount !== 1) return undefined
      own.add(claimId)
      return claimId
    },
    async release(key, claimId, stored) {
      own.delete(claimId)
      const statement = 'DELETE FROM "CacheFlight" WHERE key = $1 AND "claimId" = $2'
      try {
        if (!stored) await relaxedWrite(pool, statement, [key, claimId])
      } catch (error) {
        ctx.log.warn({ error }, 'a claim ends with its lease instead')
      }
      ctx.bus.notify(FLIGHT_CHANNEL, key)
    },
    ended: (key, signal) =>
      new Promise((resolve) => {
        const set = waiting.get(key) ?? new Set()
        waiting.set(key, set)
        const done = (): void => {
          clearTimeout(timeout)
          signal.removeEventListener('abort', done)
          set.delete(done)
          if (set.size === 0) waiting.delete(key)
          resolve()
        }
        const timeout = setTimeout(done, LOOK_MS)
        signal.addEventListener('abort', done, { once: true })
        set.add(done)
      }),
    async close() {
      clearInterval(timer)
      const stop = await listening
      stop()
      const statement = 'DELETE FROM "CacheFlight" WHERE "claimId" = ANY($1::uuid[])'
      if (own.size > 0)
        await relaxedWrite(pool, statement, [[...own]]).catch((error: unknown) => {
          ctx.log.warn({ error }, 'claims end with their leases instead')
        })
    },
  }
}
