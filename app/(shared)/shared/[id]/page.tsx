import type { Metadata } from 'next'
import { untitled } from '#components/documents/untitled.ts'
import { SharedScreen } from '#components/sharing/shared-screen.tsx'
import { readSharedPage } from './read-shared-page.ts'

export async function generateMetadata({ params }: PageProps<'/shared/[id]'>): Promise<Metadata> {
  return { title: untitled((await readSharedPage((await params).id)).document.title) }
}

export default async function SharedPage({ params }: PageProps<'/shared/[id]'>) {
  const { document, visitor } = await readSharedPage((await params).id)
  return <SharedScreen document={document} visitor={visitor} />
}
