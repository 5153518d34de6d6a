import type { Metadata } from 'next'
import { NewJobScreen } from '#components/jobs/new-job-screen.tsx'
import { Id } from '#server/contracts/identifiers.ts'
import { TaskKind } from '#server/contracts/processing.ts'
import { currentPerson } from '#server/http/page-guard.ts'

export const metadata: Metadata = { title: 'New job' }

/** `?kind=` and `?document=` fill the form in; anything else in them is ignored. */
export default async function NewJobPage({ searchParams }: PageProps<'/jobs/new'>) {
  await currentPerson()
  const query = await searchParams
  const kind = TaskKind.safeParse(query.kind).data
  const documentId = Id.safeParse(query.document).data
  return <NewJobScreen start={{ ...(kind && { kind }), ...(documentId && { documentId }) }} />
}
