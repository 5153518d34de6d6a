import type { Metadata } from 'next'
import { JobsScreen } from '#components/jobs/jobs-screen.tsx'
import { currentPerson } from '#server/http/page-guard.ts'

export const metadata: Metadata = { title: 'Jobs' }

export default async function JobsScreenPage() {
  await currentPerson()
  return <JobsScreen />
}
