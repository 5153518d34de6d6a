import type { Metadata } from 'next'
import { TrashScreen } from '#components/documents/trash-screen.tsx'
import { listDocuments } from '#server/documents/list-documents.ts'
import { currentPerson } from '#server/http/page-guard.ts'
import { webContext } from '#server/http/web-context.ts'
import { currentWorkspace } from '#server/workspaces/current-workspace.ts'

export const metadata: Metadata = { title: 'Trash' }

export default async function TrashPage() {
  const person = await currentPerson()
  const { workspaceId } = currentWorkspace(person)
  const documents = await listDocuments(webContext(), person, workspaceId, { trashed: true })
  return <TrashScreen initialDocuments={documents} />
}
