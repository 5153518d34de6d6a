import type * as Y from 'yjs'
import { bodyTextOf, titleOf } from '#server/document-model/plain-text.ts'
import type { Query } from './query.ts'

/** Title and text of a document as lists and search read them; the update log stays the truth. */
export type Projection = { title: string; text: string }

const TITLE_KEPT = 500

export function projectionOf(doc: Y.Doc): Projection {
  return { title: storable(titleOf(doc)).slice(0, TITLE_KEPT), text: storable(bodyTextOf(doc)) }
}

/** Stores a projection of the state at `seq`, unless a newer one is there already. */
export async function storeProjection(
  query: Query,
  documentId: string,
  seq: number,
  { title, text }: Projection,
): Promise<void> {
  await query(
    `UPDATE "Document" SET title = $3::text, text = $4::text, "projectedSeq" = $2::int
      WHERE id = $1::uuid AND "projectedSeq" < $2::int`,
    documentId,
    seq,
    title,
    text,
  )
}

/** PostgreSQL's text holds neither NUL nor half of a surrogate pair, and both can be typed into a shared text. */
function storable(text: string): string {
  return text.replaceAll('\0', '').toWellFormed()
}
