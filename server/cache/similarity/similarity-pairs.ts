import { z } from 'zod'
import { TaskKind } from '#server/contracts/processing.ts'
import {
  SIMILARITY_THRESHOLDS,
  type SimilarityMeasure,
  type SimilarityOfKind,
} from '#server/contracts/similarity.ts'
import type { Context } from '#server/platform/context.ts'
import { newId } from '#server/platform/ids.ts'
import { relaxedWrite } from '../internal/relaxed-write.ts'
import { wilsonInterval } from './wilson-interval.ts'

/** Two instructions and their answers, compared. Nothing of their words is in it. */
export type SimilarityPair = {
  workspaceId: string
  kind: TaskKind
  model: string
  similarity: number
  agreement: number
  agrees: boolean
}

// Of older ones the newer say more: models and texts change.
const KIND_MOST = 1_000

const WRITE = `INSERT INTO "SimilarityPair" (id, "workspaceId", kind, model, similarity, agreement, agrees)
  VALUES ($1, $2, $3, $4, $5, $6, $7)`
const TRIM = `DELETE FROM "SimilarityPair" WHERE id IN (SELECT id FROM "SimilarityPair"
  WHERE "workspaceId" = $1 AND kind = $2 ORDER BY "createdAt" DESC, id DESC OFFSET ${KIND_MOST})`

/** Keeps what a comparison found, the newest thousand of each kind. */
export async function recordPair(
  { db }: Pick<Context, 'db'>,
  { workspaceId, kind, model, similarity, agreement, agrees }: SimilarityPair,
): Promise<void> {
  const row = [newId(), workspaceId, kind, model, similarity, agreement, agrees]
  await relaxedWrite(db.pool, WRITE, row)
  await relaxedWrite(db.pool, TRIM, [workspaceId, kind])
}

const READ = `SELECT kind, t.threshold, count(*)::int AS pairs,
    count(*) FILTER (WHERE similarity >= t.threshold)::int AS hits,
    count(*) FILTER (WHERE similarity >= t.threshold AND NOT agrees)::int AS wrong
  FROM "SimilarityPair", unnest($3::float8[]) AS t(threshold)
  WHERE "workspaceId" = $1 AND model = $2 GROUP BY kind, t.threshold ORDER BY kind, t.threshold`
const Row = z.object({
  ...{ kind: TaskKind, threshold: z.number(), pairs: z.number() },
  ...{ hits: z.number(), wrong: z.number() },
})

/** What a model's likeness would have answered in a workspace, and how often wrongly, kind by kind. */
export async function readPairs(
  { db }: Pick<Context, 'db'>,
  workspaceId: string,
  model: string,
  measureOf: (kind: TaskKind) => SimilarityMeasure,
): Promise<SimilarityOfKind[]> {
  const { rows } = await db.pool.query(READ, [workspaceId, model, SIMILARITY_THRESHOLDS])
  const kinds = new Map<TaskKind, SimilarityOfKind>()
  for (const { kind, threshold, pairs, hits, wrong } of z.array(Row).parse(rows)) {
    const known = kinds.get(kind) ?? { kind, measure: measureOf(kind), pairs, at: [] }
    known.at.push({ threshold, hits, wrong, wrongRate: wilsonInterval(wrong, hits) })
    kinds.set(kind, known)
  }
  return [...kinds.values()]
}
