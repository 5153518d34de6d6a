'use client'

import { type FocusEvent, type RefObject, useCallback, useEffect, useRef, useState } from 'react'

type Reason = 'pointer' | 'focus' | 'text' | 'scroll' | 'held'

type State = { reasons: ReadonlySet<Reason>; waived: ReadonlySet<Reason> }

export type Reading = {
  /** Something is being read: what moves must stand still. */
  paused: boolean
  /** Goes on at once, until reading begins anew: at the reader's word, or after an act of theirs that changes the list. */
  resume: () => void
  /** Spread on the element that holds what is read. */
  region: {
    ref: RefObject<HTMLDivElement | null>
    onPointerMove: () => void
    onPointerDown: () => void
    onPointerLeave: () => void
    onFocus: () => void
    onBlur: (event: FocusEvent) => void
  }
  /** Spread on what says that the list stands still, so that a hand on its way there is still reading. */
  note: {
    ref: RefObject<HTMLParagraphElement | null>
    onPointerEnter: () => void
    onPointerLeave: () => void
    onBlur: (event: FocusEvent) => void
  }
}

/** How long a pointer may be outside before reading is over, in ms: the way from a row to the note, or past a corner. */
export const LINGER_MS = 700

/**
 * Notices that somebody reads a list: the pointer or the focus is in it, text of it is selected, its top is scrolled out of
 * sight, or the caller says so (`held`: rows are picked, a drawer is open).
 */
export function useReading(held: boolean): Reading {
  const ref = useRef<HTMLDivElement>(null)
  const noteRef = useRef<HTMLParagraphElement>(null)
  const leaving = useRef<ReturnType<typeof setTimeout>>(undefined)
  const [{ reasons, waived }, setState] = useState<State>({ reasons: new Set(), waived: new Set() })

  const note = useCallback((reason: Reason, active: boolean) => {
    setState((known) => {
      if (known.reasons.has(reason) === active) return known
      const next = changed(known.reasons, reason, active)
      // What ended counts again when it begins anew.
      return { reasons: next, waived: active ? known.waived : changed(known.waived, reason, false) }
    })
  }, [])
  const stay = useCallback(() => clearTimeout(leaving.current), [])
  const leave = useCallback(() => {
    clearTimeout(leaving.current)
    // What goes on anyway has nothing to wait for, and a pointer that is back soon begins anew.
    if (waived.has('pointer')) note('pointer', false)
    else leaving.current = setTimeout(() => note('pointer', false), LINGER_MS)
  }, [note, waived])
  const come = useCallback(() => {
    stay()
    note('pointer', true)
  }, [note, stay])
  useEffect(() => stay, [stay])
  const onBlur = useCallback(
    ({ relatedTarget }: FocusEvent) => {
      const inside = [ref, noteRef].some(({ current }) => current?.contains(relatedTarget))
      if (!inside) note('focus', false)
    },
    [note],
  )
  // Of the reasons that there are by then: what one's own act brings about may take a while, and moves the focus.
  const resume = useCallback(() => setState(({ reasons: now }) => ({ reasons: now, waived: now })), [])

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
    resume,
    region: {
      ref,
      // By its own movement: when something above it loads, the region may come to lie under a pointer that nobody moves.
      onPointerMove: come,
      onPointerDown: come,
      onPointerLeave: leave,
      onFocus: () => note('focus', true),
      onBlur,
    },
    note: { ref: noteRef, onPointerEnter: stay, onPointerLeave: leave, onBlur },
  }
}

function changed(known: ReadonlySet<Reason>, reason: Reason, active: boolean): ReadonlySet<Reason> {
  const next = new Set(known)
  if (active) next.add(reason)
  else next.delete(reason)
  return next
}
