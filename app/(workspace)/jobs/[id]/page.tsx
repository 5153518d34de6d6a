import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { JobScreen } from '#components/jobs/job-screen.tsx'
import { Id } from '#server/contracts/identifiers.ts'
import { attemptForPage } from '#server/http/page-attempt.ts'
import { currentPerson } from '#server/http/page-guard.ts'
import { webContext } from '#server/http/web-context.ts'
import { getTask } from '#server/tasks/get-task.ts'

export const metadata: Metadata = { title: 'Job' }

export default async function JobPage({ params }: PageProps<'/jobs/[id]'>) {
  const person = await currentPerson()
  const id = Id.safeParse((await params).id)
  if (!id.success) notFound()
  const task = await attemptForPage(getTask(webContext(), person, { id: id.data }))
  if ('refused' in task) notFound()
  return <JobScreen initialTask={task.value} />
}
