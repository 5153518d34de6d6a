import type { Metadata } from 'next'
import { NewJobScreen } from '#components/jobs/new-job-screen.tsx'
import { Id } from '#server/contracts/identifiers.ts'
import { TaskKind } from '#server/contracts/processing.ts'
import { attemptForPage } from '#server/http/page-attempt.ts'
import { currentPerson } from '#server/http/page-guard.ts'
import { webContext } from '#server/http/web-context.ts'
import { getTask } from '#server/tasks/get-task.ts'

export const metadata: Metadata = { title: 'New job' }

/** `?kind=`, `?document=` and `?after=`, a job whose result is worked on, fill the form in; anything else in them is ignored. */
export default async function NewJobPage({ searchParams }: PageProps<'/jobs/new'>) {
  const person = await currentPerson()
  const query = await searchParams
  const kind = TaskKind.safeParse(query.kind).data
  const documentId = Id.safeParse(query.document).data
  const after = Id.safeParse(query.after).data
  const found = after && (await attemptForPage(getTask(webContext(), person, { id: after })))
  const earlier = found && 'value' in found ? { id: found.value.id, kind: found.value.kind } : undefined
  return (
    <NewJobScreen
      start={{ ...(kind && { kind }), ...(documentId && { documentId }), ...(earlier && { earlier }) }}
    />
  )
}
