import type pg from 'pg'
import { z } from 'zod'
import { CacheChange, ENTRY_BYTES } from '#server/contracts/cache-advice.ts'
import type { LookUp } from '../look-up.ts'

/** How values of a kind are kept: how many times their usual time (0 is not at all), and how large one may be. */
export type Keeping = { times: number; maxBytes: number }

const USUAL: Keeping = { times: 1, maxBytes: ENTRY_BYTES }
const Row = z.object({ change: CacheChange })

/** As the workspace's owners set it for the kind; a single value above the usual size would push many others out. */
export async function keepingOf(
  pool: pg.Pool,
  { workspaceId, kind, level }: Pick<LookUp<unknown>, 'workspaceId' | 'kind' | 'level'>,
): Promise<Keeping> {
  if (level === 'memory') return USUAL
  const { rows } = await pool.query({
    name: 'cache-keeping',
    text: 'SELECT change FROM "CacheSetting" WHERE "workspaceId" = $1 AND kind = $2',
    values: [workspaceId, kind],
  })
  const change = Row.safeParse(rows[0]).data?.change
  if (change?.type === 'keep-none') return { ...USUAL, times: 0 }
  if (change?.type === 'keep-longer') return { ...USUAL, times: change.times }
  return change?.type === 'keep-larger' ? { ...USUAL, maxBytes: change.bytes } : USUAL
}
