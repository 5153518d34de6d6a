import type { InteractionView } from '#server/contracts/admin.ts'
import type { Cost } from '#server/contracts/cost.ts'
import type { ProcessResult } from '#server/contracts/processing.ts'
import type { Context } from '#server/platform/context.ts'
import type { AppError } from '#server/platform/errors.ts'
import { storableJson } from '#server/platform/storable-json.ts'

export type NewInteraction = Omit<InteractionView, 'createdAt' | 'cost' | 'saved'> & {
  cost?: Cost | null
  saved?: Cost | null
  workspaceId: string
  /** The pages that it read, where they are several. */
  sourceIds?: readonly string[]
  answer: ProcessResult | null
  error: AppError | null
}

/**
 * Records one processing request with its outcome, failures too. Throws when it cannot: nothing is answered unrecorded.
 * `run` carries the statement out, for who has a transaction.
 * Of a page that was erased meanwhile, and of several when one was, nothing is written: the share taken here waits for an erasure that is under way.
 */
export async function recordInteraction(
  ctx: Pick<Context, 'db'>,
  given: NewInteraction,
  run: (text: string, values: unknown[]) => Promise<unknown> = (text, values) =>
    ctx.db.pool.query(text, values),
): Promise<void> {
  const error = given.error && {
    code: given.error.code,
    message: given.error.message,
    retryable: given.error.retryable,
  }
  await run(
    `WITH page AS MATERIALIZED (SELECT id FROM "Document" WHERE id = $4 OR id = ANY($19::uuid[]) FOR KEY SHARE)
     INSERT INTO "Interaction" (id, "workspaceId", "taskId", "documentId", "userId", kind, "inputHash", provider, model,
       path, cache, confidence, quality, "latencyMs", answer, error, "requestId", partial, "sourceIds",
       "costMicros", "savedMicros", currency, "updatedAt")
     SELECT $1::uuid, $2::uuid, $3::uuid, $4::uuid, $5::uuid, $6, $7, $8, $9, $10::jsonb, $11, $12::float8, $13::jsonb,
            $14::int, $15::jsonb, $16::jsonb, $17, $18, $19::uuid[],
            $20::bigint, $21::bigint, $22, now()
      WHERE NOT EXISTS (SELECT FROM unnest($19::uuid[] || $4::uuid) AS needed (id)
                         WHERE needed.id IS NOT NULL AND needed.id NOT IN (SELECT id FROM page))`,
    [
      ...[given.id, given.workspaceId, given.taskId, given.documentId, given.userId, given.kind],
      ...[given.inputHash, given.provider, given.model, storableJson(given.path), given.cache],
      ...[given.confidence, given.quality && storableJson(given.quality), given.latencyMs],
      ...[given.answer && storableJson(given.answer), error && storableJson(error), given.requestId],
      ...[given.partial, [...(given.sourceIds ?? [])]],
      ...[given.cost?.micros ?? null, given.saved?.micros ?? null],
      given.cost?.currency ?? given.saved?.currency ?? null,
    ],
  )
}
