import type { Editor, MappablePosition } from '@tiptap/core'
import type { Transaction } from '@tiptap/pm/state'
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react'
import { blockAtHeight, type Row, rowOf } from './block-geometry.ts'
import { type BlockRange, blockAt, selectedBlocks } from './block-range.ts'

/**
 * The block that the gutter belongs to: the one beside the pointer, or on demand the one with the caret. It is kept by a position
 * that follows everybody's edits. `frame` is the column in which the pointer counts, text and margins; while `held`, nothing
 * changes the block but its own end.
 */
export function useHoveredBlock(
  editor: Editor,
  frame: RefObject<HTMLElement | null>,
  held: RefObject<boolean>,
) {
  const position = useRef<MappablePosition | undefined>(undefined)
  const [place, setPlace] = useState<BlockPlace>()

  const current = useCallback((): BlockRange | undefined => {
    const at = position.current && blockAt(editor.state.doc, position.current.position)
    return at && { from: at.from, to: at.to }
  }, [editor])

  const show = useCallback(
    (block: BlockRange | undefined) => {
      const row = block && rowOf(editor.view, block.from)
      position.current = block && row ? editor.utils.createMappablePosition(block.from) : undefined
      setPlace(row && withinFrame(row, frame.current))
    },
    [editor, frame],
  )
  /** Measures again where the block stands now. */
  const renew = useCallback(() => show(current()), [show, current])

  useEffect(() => {
    let waiting = 0
    const onPointer = (event: PointerEvent) => {
      if (event.pointerType !== 'mouse' || held.current || waiting !== 0 || event.buttons !== 0) return
      const { clientX, clientY, target } = event
      waiting = requestAnimationFrame(() => {
        waiting = 0
        const box = frame.current?.getBoundingClientRect()
        if (!box || !editor.isEditable || held.current) return
        // Beyond the ends the first and the last block would answer for the whole window.
        const within =
          clientX > box.left - 90 &&
          clientX < box.right + 40 &&
          clientY > box.top - 12 &&
          clientY < box.bottom
        const free = target instanceof Element && target.closest('article') !== null
        const block = within && free ? blockAtHeight(editor.view, clientY) : undefined
        if (block?.from !== current()?.from || !block) show(block)
      })
    }
    const onTransaction = ({ transaction }: { transaction: Transaction }) => {
      if (!transaction.docChanged || !position.current) return
      position.current = editor.utils.getUpdatedPosition(position.current, transaction).position
      // What stands beside the text must not measure it at every key; the next move of the pointer shows it again.
      if (!held.current) show(undefined)
    }
    document.addEventListener('pointermove', onPointer, { passive: true })
    editor.on('transaction', onTransaction)
    return () => {
      cancelAnimationFrame(waiting)
      document.removeEventListener('pointermove', onPointer)
      editor.off('transaction', onTransaction)
    }
  }, [editor, frame, held, show, current])

  /** Stands beside the caret, for those who come by keys. */
  const showAtCaret = useCallback(() => show(selectedBlocks(editor.state.selection)), [show, editor])
  return { place, current, showAtCaret, renew }
}

/** A row measured from the corner of the text's box; `room` is what is free to the left of it, in pixels. */
export type BlockPlace = Row & { room: number }

function withinFrame(row: Row, frame: HTMLElement | null): BlockPlace {
  const box = frame?.getBoundingClientRect() ?? { left: 0, top: 0 }
  const main = frame?.closest('article')?.parentElement?.getBoundingClientRect()
  return {
    room: row.left - (main?.left ?? 0),
    left: row.left - box.left,
    right: row.right - box.left,
    top: row.top - box.top,
    bottom: row.bottom - box.top,
    middle: row.middle - box.top,
  }
}
