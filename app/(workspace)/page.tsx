import type { Metadata } from 'next'
import { RecentPages } from '#components/documents/recent-pages.tsx'
import { currentPerson } from '#server/http/page-guard.ts'

export const metadata: Metadata = { title: 'Home' }

export default async function HomePage() {
  await currentPerson()
  return <RecentPages />
}
