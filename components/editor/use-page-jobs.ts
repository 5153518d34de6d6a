'use client'

import type { ProcessRequest } from '#server/contracts/processing.ts'
import { toastProblem } from '../feedback/problem-toast.ts'
import { useCreateTask } from '../hooks/use-tasks.ts'
import { toast } from '../ui/toast.tsx'

/** Starts jobs whose result arrives in the page. */
export function usePageJobs(documentId: string, onShowJobs: () => void) {
  const create = useCreateTask()

  /** Resolves to the job's id; a job that could not start is told in a toast, and gives undefined. */
  async function start(request: ProcessRequest, doing: string): Promise<string | undefined> {
    try {
      const task = await create.mutateAsync({ request, documentId, insert: true, fresh: false })
      toast.note(doing, {
        detail: 'The result arrives in the page, to accept or reject.',
        action: { label: 'Show jobs', onClick: onShowJobs },
      })
      return task.id
    } catch (error) {
      toastProblem(error)
      return undefined
    }
  }

  const page = { type: 'document', documentId } as const
  return {
    summarisePage: () => void start({ kind: 'summarise', source: page, words: 80 }, 'Summarising this page'),
    keywordsOfPage: () =>
      void start({ kind: 'keywords', source: page, count: 10 }, 'Finding keywords of this page'),
    summariseText: (text: string) =>
      void start(
        { kind: 'summarise', source: { type: 'text', text }, words: 80 },
        'Summarising the selection',
      ),
    keywordsOfText: (text: string) =>
      void start(
        { kind: 'keywords', source: { type: 'text', text }, count: 10 },
        'Finding keywords of the selection',
      ),
    readImage: (attachmentId: string) =>
      start({ kind: 'ocr', attachmentId, language: 'eng' }, 'Reading the text in the image'),
  }
}
