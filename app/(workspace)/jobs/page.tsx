import type { Metadata } from 'next'
import { JobsScreen } from '#components/jobs/jobs-screen.tsx'
import { ListTasks } from '#server/contracts/tasks.ts'
import { currentPerson } from '#server/http/page-guard.ts'
import { webContext } from '#server/http/web-context.ts'
import { listTasks } from '#server/tasks/list-tasks.ts'

export const metadata: Metadata = { title: 'Jobs' }

export default async function JobsPage() {
  const person = await currentPerson()
  const tasks = await listTasks(webContext(), person, ListTasks.parse({}))
  return <JobsScreen initialTasks={tasks} />
}
