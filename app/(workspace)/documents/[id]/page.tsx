import type { Metadata } from 'next'
import { untitled } from '#components/documents/untitled.ts'
import { DocumentScreen } from '#components/editor/document-screen.tsx'
import { workspaceData } from '../../workspace-data.ts'
import { readPage } from './read-page.ts'

export async function generateMetadata({ params }: PageProps<'/documents/[id]'>): Promise<Metadata> {
  return { title: untitled((await readPage((await params).id)).title) }
}

export default async function DocumentPage({ params }: PageProps<'/documents/[id]'>) {
  const [document, { me }] = await Promise.all([readPage((await params).id), workspaceData()])
  return <DocumentScreen document={document} me={me} />
}
