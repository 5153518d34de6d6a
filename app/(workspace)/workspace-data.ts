import { cache } from 'react'
import { listDocuments } from '#server/documents/list-documents.ts'
import { currentPerson } from '#server/http/page-guard.ts'
import { webContext } from '#server/http/web-context.ts'
import { currentWorkspace } from '#server/workspaces/current-workspace.ts'
import { readMe } from '#server/workspaces/me.ts'

/** So much of a list comes with the first rendering; the browser asks for the rest of a longer one. */
export const FIRST_ITEMS = 500

/** What the frame and most screens begin with, read once for each rendering; the person is guarded here. */
export const workspaceData = cache(async () => {
  const person = await currentPerson()
  const ctx = webContext()
  const [me, documents] = await Promise.all([
    readMe(ctx, person),
    listDocuments(ctx, person, currentWorkspace(person).workspaceId, {
      trashed: false,
      limit: FIRST_ITEMS,
    }),
  ])
  return { person, me, documents }
})
