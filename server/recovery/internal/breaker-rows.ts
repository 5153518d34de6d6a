import { z } from 'zod'
import { BREAKER_STATES } from '#server/contracts/admin.ts'
import type { Database } from '#server/platform/database/database.ts'

const Row = z.object({
  provider: z.string(),
  state: z.enum(BREAKER_STATES),
  failures: z.number(),
  openedAt: z.date().nullable(),
  retryAt: z.date().nullable(),
  lastError: z.string().nullable(),
  epoch: z.number(),
  tripped: z.boolean(),
})
export type BreakerRow = z.infer<typeof Row>

/** The breakers that have ever changed state; those of other providers are closed. */
export async function readBreakers(db: Database, provider?: string): Promise<BreakerRow[]> {
  const rows = await db.prisma.breakerState.findMany({
    where: provider === undefined ? {} : { provider },
  })
  return rows.map((row) => Row.parse(row))
}

/**
 * Stores a state under its epoch. False when a reset has raised the epoch since: the state is then a thing of the past, and
 * storing it would undo the reset.
 */
export async function writeBreaker(db: Database, row: BreakerRow): Promise<boolean> {
  const { rowCount } = await db.pool.query(
    `INSERT INTO "BreakerState" (provider, state, failures, "openedAt", "retryAt", "lastError", epoch, tripped, "updatedAt")
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, now())
     ON CONFLICT (provider) DO UPDATE SET state = excluded.state, failures = excluded.failures,
       "openedAt" = excluded."openedAt", "retryAt" = excluded."retryAt", "lastError" = excluded."lastError",
       tripped = excluded.tripped, "updatedAt" = now()
     WHERE "BreakerState".epoch = excluded.epoch`,
    [row.provider, row.state, row.failures, row.openedAt, row.retryAt, row.lastError, row.epoch, row.tripped],
  )
  return rowCount === 1
}
