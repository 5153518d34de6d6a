import { z } from 'zod'
import type { DocumentRole } from '#server/contracts/actors.ts'
import type { DocumentSummary } from '#server/contracts/documents.ts'

const PREVIEW_CHARACTERS = 160

/** The columns of a page that lists show; the whole text stays in the database. */
export const SUMMARY_COLUMNS = `id, title, left(text, ${PREVIEW_CHARACTERS}) AS preview, "workspaceId", "parentId", position,
  "editedAt", "createdAt", "trashedAt"`

export const SummaryRow = z.object({
  id: z.string(),
  title: z.string(),
  preview: z.string(),
  workspaceId: z.string(),
  parentId: z.string().nullable(),
  position: z.string(),
  editedAt: z.date(),
  createdAt: z.date(),
  trashedAt: z.date().nullable(),
})
export type SummaryRow = z.infer<typeof SummaryRow>

/** What leaves the house of a page, with the asker's role on it. A parent that the asker may not see is not named. */
export function documentSummary(
  row: SummaryRow,
  role: DocumentRole,
  parentVisible: boolean,
): DocumentSummary {
  return {
    id: row.id,
    title: row.title,
    preview: previewOf(row.preview),
    parentId: parentVisible ? row.parentId : null,
    position: row.position,
    role,
    editedAt: row.editedAt.toISOString(),
    createdAt: row.createdAt.toISOString(),
    trashedAt: row.trashedAt?.toISOString() ?? null,
  }
}

/** On one line; cut at the end of a word, with a sign that it was. */
function previewOf(start: string): string {
  const line = start.replaceAll(/\s+/g, ' ').trim()
  // The database counts characters, and JavaScript an astral one as two.
  if (Array.from(start).length < PREVIEW_CHARACTERS) return line
  return `${line.replace(/\s\S{0,30}$/, '')}…`
}
