import { readPairs } from '#server/cache/similarity/similarity-pairs.ts'
import { readSimilaritySetting } from '#server/cache/similarity/similarity-setting.ts'
import type { Person } from '#server/contracts/actors.ts'
import { COMPARED_A_DAY, type SimilarityReport } from '#server/contracts/similarity.ts'
import type { Context } from '#server/platform/context.ts'
import { readCounts } from '#server/platform/read-counts.ts'
import { embedderOf } from '#server/providers/embed-instruction.ts'
import { measureOf } from './answers-agree.ts'
import { COMPARED, COMPARED_METRIC, nameOf } from './instruction-shadow.ts'

const DAY_MS = 86_400_000

/**
 * What likeness of instructions would have answered in the workspace, by the embedder that is named now, and how often wrongly.
 * Throws `not-found` for others than owners.
 */
export async function readSimilarity(ctx: Context, actor: Person): Promise<SimilarityReport> {
  const { workspaceId, enabled, askedToday } = await readSimilaritySetting(ctx, actor)
  const since = new Date(ctx.clock.now() - DAY_MS + 60_000)
  const [embedder, counts] = await Promise.all([
    embedderOf(ctx, workspaceId),
    readCounts(ctx, { subsystem: 'cache', metrics: [COMPARED_METRIC], since }),
  ])
  return {
    enabled,
    embedder: embedder ? { provider: embedder.provider.name, model: embedder.model } : null,
    askedToday,
    mostADay: COMPARED_A_DAY,
    missed: Object.fromEntries(
      counts.filter(({ label }) => label !== COMPARED).map(({ label, count }) => [label, count]),
    ),
    kinds: embedder ? await readPairs(ctx, workspaceId, nameOf(embedder), measureOf) : [],
  }
}
