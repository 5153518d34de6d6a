'use client'

import { type FocusEvent, type RefObject, useCallback, useEffect, useRef, useState } from 'react'

type Reason = 'pointer' | 'focus' | 'text' | 'scroll' | 'held'

export type Reading = {
  /** Something is being read: what moves must stand still. */
  paused: boolean
  /** Goes on at once, until reading begins anew. */
  resume: () => void
  /** Spread on the element that holds what is read. */
  region: {
    ref: RefObject<HTMLDivElement | null>
    onPointerEnter: () => void
    onPointerLeave: () => void
    onFocus: () => void
    onBlur: (event: FocusEvent) => void
  }
}

/**
 * Notices that somebody reads a list: the pointer or the focus is in it, text of it is selected, its top is scrolled out of
 * sight, or the caller says so (`held`: rows are picked, a drawer is open).
 */
export function useReading(held: boolean): Reading {
  const ref = useRef<HTMLDivElement>(null)
  const [reasons, setReasons] = useState<ReadonlySet<Reason>>(new Set())
  const [waived, setWaived] = useState<ReadonlySet<Reason>>(new Set())

  const note = useCallback((reason: Reason, active: boolean) => {
    setReasons((known) => (known.has(reason) === active ? known : changed(known, reason, active)))
    // What ended counts again when it begins anew.
    if (!active) setWaived((known) => (known.has(reason) ? changed(known, reason, false) : known))
  }, [])

  useEffect(() => note('held', held), [held, note])
  useEffect(() => {
    const onSelect = () => {
      const selection = document.getSelection()
      const inside = selection?.anchorNode ? ref.current?.contains(selection.anchorNode) : false
      note('text', selection?.isCollapsed === false && inside === true)
    }
    document.addEventListener('selectionchange', onSelect)
    return () => document.removeEventListener('selectionchange', onSelect)
  }, [note])
  useEffect(() => {
    // Above the region's top edge: what is below the window has not been read yet.
    const onScroll = () => note('scroll', (ref.current?.getBoundingClientRect().top ?? 0) < 0)
    document.addEventListener('scroll', onScroll, { capture: true, passive: true })
    return () => document.removeEventListener('scroll', onScroll, { capture: true })
  }, [note])

  return {
    paused: [...reasons].some((reason) => !waived.has(reason)),
    resume: () => setWaived(reasons),
    region: {
      ref,
      onPointerEnter: () => note('pointer', true),
      onPointerLeave: () => note('pointer', false),
      onFocus: () => note('focus', true),
      onBlur: (event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) note('focus', false)
      },
    },
  }
}

function changed(known: ReadonlySet<Reason>, reason: Reason, active: boolean): ReadonlySet<Reason> {
  const next = new Set(known)
  if (active) next.add(reason)
  else next.delete(reason)
  return next
}
