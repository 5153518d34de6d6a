'use client'

import type { Editor } from '@tiptap/core'
import Link from 'next/link'
import { useEffect, useState } from 'react'
import { useTask } from '../../hooks/use-tasks.ts'
import { RelativeTime } from '../../relative-time.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { answerWords, resultName, warningWords } from './result-words.ts'

type Hovered = { taskId: string; left: number; top: number }

/** A pointer that only passes over opens nothing; one on its way from the text to the card does not close it. */
const OPEN_AFTER_MS = 250
const CLOSE_AFTER_MS = 200
const CARD_WIDTH = 288

/** Where a passage came from, beside it, while the pointer or the finger is on it. */
export function ProvenanceCard({ editor }: { editor: Editor }) {
  const [hovered, setHovered] = useState<Hovered>()
  useEffect(() => {
    const { dom } = editor.view
    let timer: ReturnType<typeof setTimeout> | undefined
    const later = (value: Hovered | undefined, ms: number) => {
      clearTimeout(timer)
      timer = setTimeout(() => setHovered(value), ms)
    }
    const onOver = (event: Event) => {
      if (!(event.target instanceof Element)) return
      if (event.target.closest('.provenance-card')) {
        clearTimeout(timer)
        return
      }
      const passage = dom.contains(event.target) ? event.target.closest('[data-provenance]') : null
      const taskId = passage?.getAttribute('data-task')
      if (passage && taskId) later(placeBelow(passage, taskId), OPEN_AFTER_MS)
      else later(undefined, CLOSE_AFTER_MS)
    }
    const close = () => later(undefined, 0)
    document.addEventListener('pointerover', onOver)
    document.addEventListener('scroll', close, true)
    document.addEventListener('keydown', close)
    return () => {
      clearTimeout(timer)
      document.removeEventListener('pointerover', onOver)
      document.removeEventListener('scroll', close, true)
      document.removeEventListener('keydown', close)
    }
  }, [editor])

  if (!hovered) return null
  return (
    <div
      role="note"
      className="provenance-card"
      style={{ left: hovered.left, top: hovered.top, width: CARD_WIDTH }}
    >
      <CardText taskId={hovered.taskId} />
    </div>
  )
}

function CardText({ taskId }: { taskId: string }) {
  const task = useTask(taskId)
  if (task.isError)
    return (
      <p className="text-muted">
        From a job whose record cannot be read: it was removed, or you may not see it.
      </p>
    )
  if (!task.data) return <Skeleton className="h-10 w-full" />
  const { kind, answer, finishedAt } = task.data
  const warning = answer && warningWords(answer.cache, answer.degraded)
  return (
    <>
      <p className="font-medium text-ink">From a job: {resultName(kind)}</p>
      {answer ? (
        <p className="text-soft">{answerWords({ ...answer, confidence: answer.quality.score })}</p>
      ) : null}
      {warning ? <p className="text-warning">{warning}</p> : null}
      <p className="mt-1.5 flex items-center justify-between gap-3">
        <Link href={`/jobs/${taskId}`} className="font-medium text-accent underline underline-offset-2">
          Open job
        </Link>
        {finishedAt ? <RelativeTime at={finishedAt} className="text-muted text-xs" /> : null}
      </p>
    </>
  )
}

function placeBelow(passage: Element, taskId: string): Hovered {
  const box = passage.getClientRects()[0] ?? passage.getBoundingClientRect()
  return {
    taskId,
    left: Math.max(8, Math.min(box.left, window.innerWidth - CARD_WIDTH - 8)),
    top: Math.min(box.bottom + 6, window.innerHeight - 120),
  }
}
