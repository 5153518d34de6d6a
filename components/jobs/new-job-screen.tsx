'use client'

import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { PageHeader } from '../documents/page-header.tsx'
import { Screen, ScreenTitle } from '../workspace/screen.tsx'
import type { JobDraft } from './job-draft.ts'
import { JobForm } from './job-form.tsx'

/** Asks for a job, then follows it. */
export function NewJobScreen({ start }: { start: Partial<JobDraft> }) {
  const router = useRouter()
  return (
    <>
      <PageHeader
        crumbs={[
          {
            label: 'Jobs',
            node: (
              <Link href="/jobs" className="hover:text-ink">
                Jobs
              </Link>
            ),
          },
          { label: 'New job', node: 'New job' },
        ]}
      />
      <Screen>
        <ScreenTitle lead="It runs in the background. You can close this page; the result waits for you.">
          New job
        </ScreenTitle>
        <JobForm
          start={start}
          onCreated={(task) => router.push(`/jobs/${task.id}`)}
          onScheduled={() => router.push('/jobs')}
        />
      </Screen>
    </>
  )
}
