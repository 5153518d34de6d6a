'use client'

import type { Editor } from '@tiptap/core'
import { X } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useProvenance } from '../../hooks/use-provenance.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { PassageFacts } from './passage-facts.tsx'
import { useShownSource } from './use-shown-source.ts'

const CARD_WIDTH = 288

/** Where a passage came from, beside it: under the pointer, at a tap, where the caret rests, and by its key. */
export function ProvenanceCard({ editor, documentId }: { editor: Editor; documentId: string }) {
  const card = useRef<HTMLElement>(null)
  const { shown, close } = useShownSource(editor, card)
  const focused = shown?.focused ?? false
  useEffect(() => {
    if (focused) card.current?.focus({ preventScroll: true })
  }, [focused])

  if (!shown) return null
  const left = Math.max(8, Math.min(shown.beside.left, window.innerWidth - CARD_WIDTH - 8))
  const top = Math.min(shown.beside.bottom + 6, window.innerHeight - 120)
  return (
    <section
      ref={card}
      role="dialog"
      aria-label="Where this text came from"
      tabIndex={-1}
      className="provenance-card"
      style={{ left, top, width: CARD_WIDTH }}
    >
      <IconButton label="Close" size="xs" className="absolute top-1.5 right-1.5" onClick={close}>
        <X aria-hidden="true" size={12} />
      </IconButton>
      <CardText documentId={documentId} taskId={shown.taskId} />
    </section>
  )
}

function CardText({ documentId, taskId }: { documentId: string; taskId: string }) {
  const provenance = useProvenance(documentId)
  const passage = provenance.data?.passages.find((one) => one.taskId === taskId)
  if (passage) return <PassageFacts passage={passage} />
  if (provenance.isError) return <p className="text-muted">What it came from cannot be read now.</p>
  // Words that were marked a moment ago are not in an answer of before.
  if (provenance.isFetching) return <Skeleton className="h-10 w-full" />
  return <PassageFacts passage={{ taskId, words: 0, text: 'unknown', job: null, contribution: null }} />
}
