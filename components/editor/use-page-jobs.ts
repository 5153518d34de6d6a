'use client'

import type { MediaKind } from '#server/contracts/media-kinds.ts'
import type { ProcessRequest } from '#server/contracts/processing.ts'
import { TEXT_MAX, TextSource } from '#server/contracts/text-source.ts'
import { toastProblem } from '../feedback/problem-toast.ts'
import { useCreateTask } from '../hooks/use-tasks.ts'
import { type JobSettings, useRememberedSettings } from '../jobs/job-settings.ts'
import {
  DOING_TEXT,
  QUICK_FILE_JOBS,
  quickFileRequest,
  quickTextRequest,
  type TextKind,
} from '../jobs/quick-jobs.ts'
import { toast } from '../ui/toast.tsx'
import { endOffer } from './offer/fresh-files.ts'
import type { JobTarget } from './passage/job-target.ts'

/** Starts jobs whose result arrives in the page; `onShow` goes to that of a job, to the line that stands for it, or to its job where there is neither. */
export function usePageJobs(documentId: string, onShow: (taskId: string) => void) {
  const create = useCreateTask()
  const settings = useRememberedSettings()

  function tell(doing: string, taskId: string): void {
    toast.note(doing, {
      detail: 'The result arrives in the page, to accept or reject.',
      action: { label: 'Show it', onClick: () => onShow(taskId) },
    })
  }

  /** Resolves to the job's id; a job that could not start is told in a toast, and gives undefined. */
  async function start(request: ProcessRequest, doing: string, behind?: string): Promise<string | undefined> {
    try {
      const task = await create.mutateAsync({ request, documentId, insert: true, behind, fresh: false })
      tell(doing, task.id)
      return task.id
    } catch (error) {
      toastProblem(error)
      return undefined
    }
  }

  function workOnText(
    { what, source, behind }: JobTarget,
    kind: TextKind,
    settings: JobSettings,
    question?: string,
  ): void {
    // Of what the page gives only the length can be refused.
    if (TextSource.safeParse(source).success)
      void start(quickTextRequest(kind, source, settings, question), DOING_TEXT[kind](what), behind)
    else
      toast.fault(`There is more in ${what} than one job takes`, {
        detail: `At most ${TEXT_MAX.toLocaleString('en')} characters. Choose less of it.`,
      })
  }

  return {
    workOnText,
    /** Of a job that a form has begun. */
    tellBegun: (taskId: string) => tell('The job has begun', taskId),
    workOnFile: (kind: MediaKind, attachmentId: string) => {
      endOffer(attachmentId)
      return start(quickFileRequest(kind, attachmentId, settings), QUICK_FILE_JOBS[kind].doing)
    },
  }
}
