import { useEffect, useState } from 'react'
import type { Awareness } from 'y-protocols/awareness'
import { z } from 'zod'
import { PresentJob } from '#server/contracts/collaboration.ts'
import { jobName } from '../jobs/job-words.ts'

/** A job that writes into the page at this moment, as people on the page see it. */
export type SeenJob = { taskId: string; name: string; hue: number; progress: string | null }

const Present = z.object({ job: PresentJob, user: z.object({ hue: z.number() }) })

/** The jobs that write into the page, in the order of their names. The server says so, and takes it out of what browsers say. */
export function jobsPresent(awareness: Pick<Awareness, 'getStates'>): readonly SeenJob[] {
  const jobs = new Map<string, SeenJob>()
  for (const state of awareness.getStates().values()) {
    if (!('job' in state)) continue
    const { data } = Present.safeParse(state)
    if (!data) continue
    const { taskId, kind, askedBy, progress } = data.job
    const name = askedBy === null ? jobName(kind) : `${jobName(kind)} for ${askedBy}`
    jobs.set(taskId, { taskId, name, hue: data.user.hue, progress })
  }
  return [...jobs.values()].sort((a, b) => a.name.localeCompare(b.name) || (a.taskId < b.taskId ? -1 : 1))
}

/** As `jobsPresent`, and drawn again when a job comes, goes or says more of itself. */
export function usePresentJobs(awareness: Awareness): readonly SeenJob[] {
  const [jobs, setJobs] = useState<readonly SeenJob[]>([])
  useEffect(() => {
    const read = () =>
      setJobs((before) => {
        const now = jobsPresent(awareness)
        return JSON.stringify(now) === JSON.stringify(before) ? before : now
      })
    read()
    awareness.on('change', read)
    return () => awareness.off('change', read)
  }, [awareness])
  return jobs
}
