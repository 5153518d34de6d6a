import type pg from 'pg'
import { z } from 'zod'
import { ADMIT, HEADS, HOLD_CAPS, LET_GO, LINES, REQUEUE_LATER, TURN, USED } from './caps.sql.ts'
import { type Cap, chooseAdmitted, type Used, type Waiting } from './choose-admitted.ts'

const BATCH = 2000
// An act of an owner on a cap takes milliseconds; a transaction that hangs must not keep a connection of the engine for ever.
const LOCK_MS = 2000

const Lines = z.array(z.object({ workspaceId: z.string(), kind: z.string(), capped: z.boolean() }))
const Caps = z.array(
  z.object({
    kind: z.string(),
    total: z.number().nullable(),
    perPerson: z.number().nullable(),
    turns: z.record(z.string(), z.string()),
  }),
)
const UsedRows = z.array(z.object({ kind: z.string(), userId: z.string().nullable(), used: z.number() }))
const Heads = z.array(
  z.object({
    id: z.string(),
    kind: z.string(),
    userId: z.string().nullable(),
    priority: z.number(),
    dueMs: z.number(),
  }),
)
const Ids = z.array(z.object({ id: z.string() })).transform((rows) => rows.map(({ id }) => id))

/**
 * Lets begin what caps leave room for, in every workspace, and whatever waits for a cap that has gone; gives the ids. Any number
 * of processes may do it at once: of a workspace one at a time does, and counts after it holds the caps, so they are exact.
 */
export async function admitTasks(pool: pg.Pool): Promise<string[]> {
  const lines = Lines.parse((await pool.query(LINES)).rows)
  const admitted: string[] = []
  for (const { workspaceId, kind } of lines.filter(({ capped }) => !capped))
    admitted.push(...(await letGo(pool, workspaceId, kind)))
  const capped = lines.filter((line) => line.capped)
  for (const [workspaceId, own] of Map.groupBy(capped, (line) => line.workspaceId)) {
    const kinds = own.map(({ kind }) => kind)
    admitted.push(...(await admitInto(pool, workspaceId, kinds)))
  }
  return admitted
}

async function letGo(pool: pg.Pool, workspaceId: string, kind: string): Promise<string[]> {
  const gone: string[] = []
  for (;;) {
    const batch = Ids.parse((await pool.query(LET_GO, [workspaceId, kind, BATCH])).rows)
    gone.push(...batch)
    if (batch.length < BATCH) return gone
  }
}

async function admitInto(pool: pg.Pool, workspaceId: string, lines: readonly string[]): Promise<string[]> {
  const client = await pool.connect()
  let failed = true
  try {
    await client.query('BEGIN')
    await client.query(`SET LOCAL lock_timeout = ${LOCK_MS}`)
    // Each statement has a snapshot of its own: what is counted below was committed when the caps were held.
    const caps = Caps.parse((await client.query(HOLD_CAPS, [workspaceId])).rows)
    await client.query(REQUEUE_LATER, [workspaceId])
    const used = UsedRows.parse((await client.query(USED, [workspaceId])).rows)
    const waiting: Waiting[] = []
    for (const kind of lines) waiting.push(...(await headsOf(client, { workspaceId, kind, caps, used })))
    const chosen = chooseAdmitted(caps, used, waiting)
    const ids = Ids.parse((await client.query(ADMIT, [chosen.map(({ id }) => id)])).rows)
    for (const { kind } of caps) {
      const own = chosen.filter((task) => task.kind === kind)
      const turns = Object.fromEntries(own.map(({ priority, userId }) => [priority, userId ?? '']))
      if (own.length > 0) await client.query(TURN, [workspaceId, kind, JSON.stringify(turns)])
    }
    await client.query('COMMIT')
    failed = false
    return ids
  } finally {
    // A connection in an unknown state goes; the server rolls back what it had begun.
    client.release(failed)
  }
}

type Line = { workspaceId: string; kind: string; caps: readonly Cap[]; used: readonly Used[] }

/** Those of a line that could begin: none while its cap leaves no room. */
async function headsOf(client: pg.PoolClient, { workspaceId, kind, caps, used }: Line): Promise<Waiting[]> {
  const own = caps.find((cap) => cap.kind === kind)
  const free = roomOf(own, used)
  if (free <= 0) return []
  const each = Math.min(free, BATCH, ...caps.flatMap((cap) => cap.perPerson ?? []))
  return Heads.parse((await client.query(HEADS, [workspaceId, kind, each])).rows)
}

function roomOf(cap: Cap | undefined, used: readonly Used[]): number {
  if (cap?.total == null) return Number.POSITIVE_INFINITY
  return cap.total - used.reduce((sum, each) => sum + (each.kind === cap.kind ? each.used : 0), 0)
}
