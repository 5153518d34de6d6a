import type { Context } from '#server/platform/context.ts'
import { guarded } from '#server/platform/guarded.ts'
import { settleTokens } from './internal/retry-tokens.ts'

/** Retries that may be spent on a provider, so that they cannot multiply the load of one that is already struggling. */
export interface RetryBudget {
  /** Every first try earns a share of a retry. */
  earn(): void
  /** True when a retry may be made; it is then spent. */
  spend(): Promise<boolean>
}

/**
 * The budgets of a process, one for each provider. What they hold belongs to all processes together and stands in RetryToken:
 * ten processes may retry as often as one. A call that succeeds writes nothing; what calls earn is added every few seconds, and
 * retries are taken two at a time. While the database is away, a process has the budget that it would have alone.
 */
export interface RetryBudgets {
  of(provider: string): RetryBudget
  /** Adds what was earned and gives back what was taken and not spent. */
  flush(): Promise<void>
  /** Flushes for the last time; a process that is killed loses at most the two that it had taken. */
  close(): Promise<void>
}

// One retry for five calls over a longer time; after a quiet time ten in a row.
const SHARE = 0.2
export const RETRIES_MOST = 10
const TAKEN_AT_ONCE = 2
const FLUSH_MS = 5000
// After a refusal nobody is asked again for this long: in an outage every call would.
const REFUSED_MS = 1000
// A database that is away costs whoever asks it a second and more; meanwhile the process goes by what it has alone.
const AWAY_MS = 5000

type Purse = {
  /** Earned here and not yet added for all. */
  earned: number
  /** Taken from what belongs to all, and not yet spent. */
  taken: number
  refusedUntil: number
  awayUntil: number
  /** What this process would have by itself: for the time without a database. */
  alone: number
}

export function createRetryBudgets(ctx: Pick<Context, 'db' | 'log'>): RetryBudgets {
  const purses = new Map<string, Purse>()

  function purseOf(provider: string): Purse {
    const known = purses.get(provider)
    if (known) return known
    const purse = { earned: 0, taken: 0, refusedUntil: 0, awayUntil: 0, alone: RETRIES_MOST }
    purses.set(provider, purse)
    return purse
  }

  /** Settles what is open with the database and takes `want` more; the number that it gave, undefined without it. */
  const settle = guarded(
    async (provider: string, purse: Purse, want: number): Promise<number | undefined> => {
      const { earned, taken } = purse
      // Before the answer is there, both are the database's: what is earned meanwhile comes with the next time.
      purse.earned = 0
      purse.taken = 0
      try {
        return await settleTokens(ctx.db.pool, { provider, added: earned + taken, want, most: RETRIES_MOST })
      } catch (error) {
        purse.earned += earned
        purse.taken += taken
        throw error
      }
    },
    { name: 'settle the budget of retries', log: ctx.log, fallback: () => undefined },
  )

  async function spend(provider: string, purse: Purse): Promise<boolean> {
    const now = performance.now()
    if (purse.taken < 1 && now >= purse.refusedUntil && now >= purse.awayUntil) {
      const given = await settle(provider, purse, TAKEN_AT_ONCE)
      if (given === undefined) purse.awayUntil = performance.now() + AWAY_MS
      else purse.taken += given
      if (given === 0) purse.refusedUntil = performance.now() + REFUSED_MS
    }
    if (purse.taken >= 1) {
      purse.taken -= 1
      purse.alone = Math.max(0, purse.alone - 1)
      return true
    }
    if (performance.now() >= purse.awayUntil || purse.alone < 1) return false
    purse.alone -= 1
    return true
  }

  async function flush(): Promise<void> {
    for (const [provider, purse] of purses)
      if (purse.earned > 0 || purse.taken > 0) await settle(provider, purse, 0)
  }
  const timer = setInterval(() => void flush(), FLUSH_MS)
  timer.unref()

  return {
    of(provider) {
      const purse = purseOf(provider)
      return {
        earn() {
          // More than all may hold would be cut off anyway.
          purse.earned = Math.min(RETRIES_MOST, purse.earned + SHARE)
          purse.alone = Math.min(RETRIES_MOST, purse.alone + SHARE)
        },
        spend: () => spend(provider, purse),
      }
    },
    flush,
    async close() {
      clearInterval(timer)
      await flush()
    },
  }
}
