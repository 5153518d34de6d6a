import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { JobScreen } from '#components/jobs/job-screen.tsx'
import { Id } from '#server/contracts/identifiers.ts'
import { currentPerson } from '#server/http/page-guard.ts'

export const metadata: Metadata = { title: 'Job' }

export default async function JobPage({ params }: PageProps<'/jobs/[id]'>) {
  await currentPerson()
  const id = Id.safeParse((await params).id)
  if (!id.success) notFound()
  return <JobScreen id={id.data} />
}
