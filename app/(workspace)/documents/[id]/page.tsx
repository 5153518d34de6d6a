import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import { untitled } from '#components/documents/untitled.ts'
import { DocumentScreen } from '#components/editor/document-screen.tsx'
import { Id } from '#server/contracts/identifiers.ts'
import { getDocument } from '#server/documents/get-document.ts'
import { attemptForPage } from '#server/http/page-attempt.ts'
import { currentPerson } from '#server/http/page-guard.ts'
import { webContext } from '#server/http/web-context.ts'
import { workspaceData } from '../../workspace-data.ts'

const readPage = cache(async (id: string) => {
  const person = await currentPerson()
  if (!Id.safeParse(id).success) notFound()
  const read = await attemptForPage(getDocument(webContext(), person, id))
  if ('refused' in read) notFound()
  return read.value
})

export async function generateMetadata({ params }: PageProps<'/documents/[id]'>): Promise<Metadata> {
  return { title: untitled((await readPage((await params).id)).title) }
}

export default async function DocumentPage({ params }: PageProps<'/documents/[id]'>) {
  const [document, { me }] = await Promise.all([readPage((await params).id), workspaceData()])
  return <DocumentScreen document={document} me={me} />
}
