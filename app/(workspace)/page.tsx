import type { Metadata } from 'next'
import { RecentPages } from '#components/documents/recent-pages.tsx'
import { workspaceData } from './workspace-data.ts'

export const metadata: Metadata = { title: 'Home' }

export default async function HomePage() {
  const { me, documents } = await workspaceData()
  return <RecentPages initialMe={me} initialDocuments={documents} />
}
