'use client'

import type { Editor } from '@tiptap/core'
import { useEffect, useMemo, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import { useNow } from '../../hooks/use-now.ts'
import { useTasks } from '../../hooks/use-tasks.ts'
import { dismissFailure, useDismissedFailures } from './dismissed-failures.ts'
import { ExpectedLine } from './expected-line.tsx'
import { type ExpectedResult, expectedResults } from './expected-results.ts'
import { showWaiting, type WaitingLine } from './waiting-lines.ts'

// Long enough for a pause between two words: a line that moves under a writing hand is worse than one that follows a moment later.
const LOOK_AFTER_MS = 1_000

type WaitingResultsProps = {
  editor: Editor
  documentId: string
  /** Who looks at the page: a failure is told to who asked. */
  myId: string
  editable: boolean
}

/** In the page's text, at the place where each result will come: the jobs that have put nothing there yet. */
export function WaitingResults({ editor, documentId, myId, editable }: WaitingResultsProps) {
  const tasks = useTasks({ documentId }).data
  const now = useNow()
  const dismissed = useDismissedFailures()
  const jobs = useMemo(() => tasks?.pages.flatMap(({ items }) => items) ?? [], [tasks])
  const expected = useMemo(
    () => expectedResults(jobs, { myId, now, dismissed }),
    [jobs, myId, now, dismissed],
  )
  const lines = useWaitingLines(editor, expected)
  return lines.map(({ taskId, element }) => {
    const task = jobs.find(({ id }) => id === taskId)
    if (!task) return null
    return createPortal(
      <ExpectedLine
        task={task}
        mayManage={editable || task.userId === myId}
        onDismiss={() => dismissFailure(taskId)}
        onLeave={() => {
          if (element.contains(document.activeElement)) editor.view.focus()
        }}
      />,
      element,
      taskId,
    )
  })
}

/** Keeps the lines of the editor in step with what is expected, and looks for their places again when the page has come to rest. */
function useWaitingLines(editor: Editor, expected: readonly ExpectedResult[]): readonly WaitingLine[] {
  const [lines, setLines] = useState<readonly WaitingLine[]>([])
  const latest = useRef(expected)
  useEffect(() => {
    latest.current = expected
    setLines(showWaiting(editor, expected))
  }, [editor, expected])
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const look = () => setLines(showWaiting(editor, latest.current, { anew: true }))
    const later = () => {
      clearTimeout(timer)
      if (latest.current.length > 0) timer = setTimeout(look, LOOK_AFTER_MS)
    }
    editor.on('update', later)
    return () => {
      clearTimeout(timer)
      editor.off('update', later)
    }
  }, [editor])
  return lines
}
