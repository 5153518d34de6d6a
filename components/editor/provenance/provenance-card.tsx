'use client'

import type { Editor } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import { X } from 'lucide-react'
import { useEffect, useRef } from 'react'
import type { GeneratedPassage } from '#server/contracts/provenance.ts'
import { useProvenance } from '../../hooks/use-provenance.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { alike } from './alike.ts'
import { beginningOf, passagesIn, type SourcePlace } from './page-stretches.ts'
import { PassageFacts, Unverified } from './passage-facts.tsx'
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
      <div className="provenance-card-text">
        <CardText doc={editor.state.doc} documentId={documentId} place={shown} />
      </div>
    </section>
  )
}

// Long enough for what was typed a moment ago to be saved.
const LOOK_AGAIN_MS = 1_000

function CardText({ doc, documentId, place }: { doc: Node; documentId: string; place: SourcePlace }) {
  const provenance = useProvenance(documentId)
  const { data, isFetching, refetch } = provenance
  const { found, isWhole } = passagesIn(doc, place, data?.passages ?? [])
  const isLeftOut = data !== undefined && data.notLookedAt > 0
  const isBehind = data !== undefined && !isWhole && !isLeftOut && !isFetching
  useEffect(() => {
    if (!isBehind) return
    const timer = setTimeout(() => void refetch(), LOOK_AGAIN_MS)
    return () => clearTimeout(timer)
  }, [isBehind, refetch])

  if (provenance.isError) return <p className="text-muted">What it came from cannot be read now.</p>
  // Words that were marked a moment ago are not in an answer of before.
  if (found.length === 0 && isFetching) return <Skeleton className="h-10 w-full" />
  const groups = alike(found)
  return (
    <>
      {groups.map((passages) => (
        <PassageOf key={passages[0].at} doc={doc} passage={passages[0]} isQuoted={groups.length > 1} />
      ))}
      {isWhole ? null : isLeftOut ? (
        <Unverified title="Not looked at" why={NOT_LOOKED_AT} />
      ) : (
        <Unverified why="These words are newer than what the server has looked at." />
      )}
    </>
  )
}

const NOT_LOOKED_AT = 'This page names so many jobs that the server looks at the first of them only.'

function PassageOf({ doc, passage, isQuoted }: { doc: Node; passage: GeneratedPassage; isQuoted: boolean }) {
  const words = isQuoted ? beginningOf(doc, passage) : undefined
  return (
    <div className="not-first:mt-3 not-first:border-hairline not-first:border-t not-first:pt-3">
      {words ? <p className="truncate text-muted text-xs">“{words}”</p> : null}
      <PassageFacts passage={passage} />
    </div>
  )
}
