'use client'

import type { Editor } from '@tiptap/core'
import { useEffect, useState } from 'react'
import { useProvenance } from '../../hooks/use-provenance.ts'
import { Skeleton } from '../../ui/skeleton.tsx'
import { PassageFacts } from './passage-facts.tsx'

type Hovered = { taskId: string; left: number; top: number }

/** A pointer that only passes over opens nothing; one on its way from the text to the card does not close it. */
const OPEN_AFTER_MS = 250
const CLOSE_AFTER_MS = 200
const CARD_WIDTH = 288

/** Where a passage came from, beside it, while the pointer or the finger is on it. */
export function ProvenanceCard({ editor, documentId }: { editor: Editor; documentId: string }) {
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
      <CardText documentId={documentId} taskId={hovered.taskId} />
    </div>
  )
}

function CardText({ documentId, taskId }: { documentId: string; taskId: string }) {
  const provenance = useProvenance(documentId)
  const passage = provenance.data?.passages.find((one) => one.taskId === taskId)
  if (passage) return <PassageFacts passage={passage} />
  if (provenance.isError) return <p className="text-muted">What it came from cannot be read now.</p>
  // Words that were marked a moment ago are not in an answer of before.
  if (provenance.isFetching) return <Skeleton className="h-10 w-full" />
  return <PassageFacts passage={{ taskId, words: 0, text: 'unknown', job: null }} />
}

function placeBelow(passage: Element, taskId: string): Hovered {
  const box = passage.getClientRects()[0] ?? passage.getBoundingClientRect()
  return {
    taskId,
    left: Math.max(8, Math.min(box.left, window.innerWidth - CARD_WIDTH - 8)),
    top: Math.min(box.bottom + 6, window.innerHeight - 120),
  }
}
