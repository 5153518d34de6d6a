import type { Editor } from '@tiptap/core'
import { useEffect, useState } from 'react'
import { sumOfDocument } from '#server/document-model/page-sum.ts'
import { useTaskSources } from '../../hooks/use-task-sources.ts'
import { useTask } from '../../hooks/use-tasks.ts'
import { changedWords } from '../../jobs/changed-words.ts'
import { bodyOf } from '../shared-body.ts'

// A look reads the whole page: not at each key.
const LOOK_AFTER_MS = 500

/**
 * Which of the pages that a job read whole have changed since, in a sentence, followed while people write in this one; undefined when
 * none has, and for a result of which nothing can be known.
 */
export function useChangedSources(editor: Editor, taskId: string | undefined): string | undefined {
  const task = useTask(taskId ?? '', undefined, taskId !== undefined).data
  const here = task?.documentId
  const sources = useTaskSources(task, here).data?.items ?? []
  const sum = usePageSum(
    editor,
    sources.some(({ documentId }) => documentId === here),
  )
  return changedWords(
    sources.map((source) =>
      source.documentId === here && sum !== undefined ? { ...source, changed: sum !== source.sum } : source,
    ),
    here,
  )
}

function usePageSum(editor: Editor, wanted: boolean): string | undefined {
  const [sum, setSum] = useState<string>()
  useEffect(() => {
    const doc = bodyOf(editor)?.doc
    if (!wanted || !doc) return
    let timer: ReturnType<typeof setTimeout> | undefined
    const look = () => setSum(sumOfDocument(doc))
    const later = () => {
      clearTimeout(timer)
      timer = setTimeout(look, LOOK_AFTER_MS)
    }
    look()
    // The title is no part of what the editor shows.
    doc.on('update', later)
    return () => {
      clearTimeout(timer)
      doc.off('update', later)
    }
  }, [editor, wanted])
  return sum
}
