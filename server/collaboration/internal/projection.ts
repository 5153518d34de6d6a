import type * as Y from 'yjs'
import { Id } from '#server/contracts/identifiers.ts'
import { storable } from '#server/document-model/page-sum.ts'
import { bodyTextAndDrafts, titleOf } from '#server/document-model/plain-text.ts'
import type { Query } from './query.ts'

/** Title and text of a document as lists and search read them; the update log stays the truth. */
export type Projection = {
  title: string
  text: string
  /** The tasks of which a block says that they write it. */
  drafts: readonly string[]
}

const TITLE_KEPT = 500
// More jobs do not write into one page at once; a page that says so is looked at again when these have been seen to.
const DRAFTS_KEPT = 100

export function projectionOf(doc: Y.Doc): Projection {
  const { text, drafts } = bodyTextAndDrafts(doc)
  return {
    title: storable(titleOf(doc)).slice(0, TITLE_KEPT),
    text: storable(text),
    // Anybody who edits can write anything there.
    drafts: drafts.filter((id) => Id.safeParse(id).success).slice(0, DRAFTS_KEPT),
  }
}

const STORE = `
UPDATE "Document" SET title = $3::text, text = $4::text, "projectedSeq" = $2::int
 WHERE id = $1::uuid AND "projectedSeq" < $2::int`

// The row is locked until the commit, and edits that meet the lock wait for it.
const STORE_SOON = `
WITH mode AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true) AS commits)
UPDATE "Document" SET title = $3::text, text = $4::text, "projectedSeq" = $2::int
  FROM mode WHERE commits = 'off' AND id = $1::uuid AND "projectedSeq" < $2::int`

const STORE_DRAFTS = `
INSERT INTO "SeenDraft" ("documentId", "taskId")
SELECT id, task FROM "Document", unnest($2::uuid[]) task WHERE id = $1::uuid
ON CONFLICT DO NOTHING`

/**
 * Stores a projection of the state at `seq`, unless a newer one is there already. With `soon` the disk has it a moment later: a crash
 * of the database then may leave the projection before, and who asked for this one has to look again.
 */
export async function storeProjection(
  query: Query,
  documentId: string,
  seq: number,
  { title, text, drafts }: Projection,
  { soon }: { soon: boolean } = { soon: false },
): Promise<void> {
  if (drafts.length > 0) await query(STORE_DRAFTS, documentId, drafts)
  await query(soon ? STORE_SOON : STORE, documentId, seq, title, text)
}
