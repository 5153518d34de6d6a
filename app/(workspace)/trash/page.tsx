import type { Metadata } from 'next'
import { TrashScreen } from '#components/documents/trash-screen.tsx'
import { listDocuments } from '#server/documents/list-documents.ts'
import { currentPerson } from '#server/http/page-guard.ts'
import { webContext } from '#server/http/web-context.ts'
import { currentWorkspace } from '#server/workspaces/current-workspace.ts'
import { FIRST_ITEMS } from '../workspace-data.ts'

export const metadata: Metadata = { title: 'Trash' }

export default async function TrashPage() {
  const person = await currentPerson()
  const { workspaceId } = currentWorkspace(person)
  const documents = await listDocuments(webContext(), person, workspaceId, {
    trashed: true,
    limit: FIRST_ITEMS,
  })
  return <TrashScreen initialDocuments={documents} />
}
