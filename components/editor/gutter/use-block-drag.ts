import type { Editor } from '@tiptap/core'
import { type PointerEvent as ReactPointerEvent, useEffect, useRef, useState } from 'react'
import { type DropPlace, dropPlaces } from './block-geometry.ts'
import { type BlockRange, blockAt, selectedBlocks } from './block-range.ts'
import { moveBlocks } from './move-blocks.ts'
import { runAsOneStep } from './run-block-action.ts'

/** So far may a press wander and still be a press. */
const SLACK = 4
/** Nearer than this to the window's edge the page scrolls along, so many pixels a frame. */
const EDGE = 64
const SCROLL = 12

type Drag = { x: number; y: number; moving: boolean; frame: number }

/**
 * Dragging of blocks by their handle. Own pointer events instead of the browser's dragging, so that it works by touch, scrolls
 * along, can be broken off by Escape, and lands by the same move as the keys. `place` is where a line shows the landing.
 */
export function useBlockDrag(editor: Editor, current: () => BlockRange | undefined, onPress: () => void) {
  const drag = useRef<Drag | undefined>(undefined)
  const [place, setPlace] = useState<DropPlace>()
  const [moving, setMoving] = useState(false)

  function target(): { range: BlockRange; place: DropPlace } | undefined {
    const block = current()
    const at = drag.current
    if (!block || !at) return undefined
    const range = withSelection(editor, block)
    const fits = dropPlaces(editor.view, at.x, at.y).find((one) =>
      moveBlocks(editor.state, range, one.target),
    )
    return fits && { range, place: fits }
  }

  function follow(): void {
    const at = drag.current
    if (!at) return
    const near = at.y < EDGE + 52 ? -SCROLL : at.y > window.innerHeight - EDGE ? SCROLL : 0
    if (near !== 0) window.scrollBy(0, near)
    setPlace(target()?.place)
    at.frame = requestAnimationFrame(follow)
  }

  function end(): void {
    if (drag.current) cancelAnimationFrame(drag.current.frame)
    drag.current = undefined
    setPlace(undefined)
    setMoving(false)
  }

  useEffect(() => {
    if (!moving) return
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return
      event.preventDefault()
      event.stopPropagation()
      if (drag.current) cancelAnimationFrame(drag.current.frame)
      drag.current = undefined
      setPlace(undefined)
      setMoving(false)
    }
    document.addEventListener('keydown', onKey, true)
    return () => document.removeEventListener('keydown', onKey, true)
  }, [moving])

  return {
    place,
    moving,
    handlers: {
      onPointerDown(event: ReactPointerEvent<HTMLElement>) {
        if (event.button !== 0 || !editor.isEditable) return
        drag.current = { x: event.clientX, y: event.clientY, moving: false, frame: 0 }
        event.currentTarget.setPointerCapture(event.pointerId)
      },
      onPointerMove(event: ReactPointerEvent<HTMLElement>) {
        const at = drag.current
        if (!at) return
        const far = Math.hypot(event.clientX - at.x, event.clientY - at.y) > SLACK
        if (!at.moving && !far) return
        at.x = event.clientX
        at.y = event.clientY
        if (at.moving) return
        at.moving = true
        setMoving(true)
        at.frame = requestAnimationFrame(follow)
      },
      onPointerUp() {
        const at = drag.current
        // Asked once more at the end: somebody may have edited between the last frame and this.
        const landing = at?.moving ? target() : undefined
        end()
        if (landing) runAsOneStep(editor, (state) => moveBlocks(state, landing.range, landing.place.target))
        else if (at && !at.moving) onPress()
      },
      onPointerCancel: end,
      onLostPointerCapture: end,
    },
  }
}

/** All selected blocks when the handle is that of one of them, else its own alone. */
function withSelection(editor: Editor, block: BlockRange): BlockRange {
  const { doc, selection } = editor.state
  const selected = selection.empty ? undefined : selectedBlocks(selection)
  const whole = selected && selected.from <= block.from && selected.to >= block.to
  return whole && blockAt(doc, selected.from) ? selected : block
}
