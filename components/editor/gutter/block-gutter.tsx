'use client'

import type { Editor } from '@tiptap/core'
import { GripVertical, Plus } from 'lucide-react'
import { type RefObject, useEffect, useRef, useState } from 'react'
import { classNames } from '../../ui/class-names.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { AnchoredMenu } from '../../ui/menu.tsx'
import { type BlockJobs, BlockMenuItems } from './block-menu-items.tsx'
import type { BlockRange } from './block-range.ts'
import { addBelow } from './run-block-action.ts'
import { useBlockDrag } from './use-block-drag.ts'
import { useHoveredBlock } from './use-hovered-block.ts'
import { useJobsAfterMenu } from './use-jobs-after-menu.ts'

const HANDLE = 24

type BlockGutterProps = {
  editor: Editor
  /** The positioned box around the text, in which the gutter stands. */
  frame: RefObject<HTMLElement | null>
  jobs: BlockJobs
  /** Called with what opens the menu of the block at the caret, for the key that asks for it. */
  onOpener: (open: () => void) => void
}

/** `+` and handle beside a block: shown for the block under the pointer, and to keys that come by Tab or ask for the menu. */
export function BlockGutter({ editor, frame, jobs, onOpener }: BlockGutterProps) {
  const handle = useRef<HTMLButtonElement>(null)
  const held = useRef(false)
  const [menu, setMenu] = useState<BlockRange>()
  const later = useJobsAfterMenu(jobs)
  const { place, current, showAtCaret, renew } = useHoveredBlock(editor, frame, held)
  const drag = useBlockDrag(editor, current, () => openMenu())

  function openMenu(): void {
    renew()
    setMenu(current())
  }

  useEffect(() => {
    held.current = menu !== undefined || drag.moving
  }, [menu, drag.moving])

  useEffect(() => {
    onOpener(() => {
      showAtCaret()
      setMenu(current())
    })
  }, [onOpener, showAtCaret, current])

  // Too near to the edge for both, the handle alone: its menu has all that the plus can do and more.
  const wide = (place?.room ?? 0) > 2 * HANDLE + 12
  return (
    <>
      {(menu || drag.moving) && place ? (
        <span aria-hidden="true" className="block-marked" style={marked(place)} />
      ) : null}
      <div
        role="toolbar"
        aria-label="Block"
        className={classNames('block-gutter', (place || menu) && 'is-shown')}
        style={{
          left: (place?.left ?? 0) - (wide ? 2 : 1) * HANDLE - 6,
          top: (place?.middle ?? 0) - HANDLE / 2,
        }}
        onFocus={() => {
          if (!place) showAtCaret()
        }}
      >
        {wide ? (
          <IconButton
            label="Add a block below"
            title="Add a block below"
            size="xs"
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => {
              const range = current()
              if (range) addBelow(editor, range)
            }}
          >
            <Plus aria-hidden="true" size={16} />
          </IconButton>
        ) : null}
        <IconButton
          ref={handle}
          label="Move or change this block"
          title="Drag to move, press for more"
          size="xs"
          aria-haspopup="menu"
          aria-expanded={menu !== undefined}
          className="cursor-grab touch-none active:cursor-grabbing aria-expanded:bg-hover"
          onMouseDown={(event) => event.preventDefault()}
          onClick={(event) => {
            // A press of the pointer was answered when it was let go; keys make a click without one.
            if (event.detail === 0) openMenu()
          }}
          {...drag.handlers}
        >
          <GripVertical aria-hidden="true" size={16} />
        </IconButton>
      </div>
      <AnchoredMenu
        label="Block"
        anchor={handle}
        open={menu !== undefined}
        onOpenChange={(open) => {
          if (!open) setMenu(undefined)
        }}
        returnFocus={() => editor.view.dom}
        onClosed={later.onClosed}
      >
        {menu ? <BlockMenuItems editor={editor} range={menu} jobs={later.jobs} /> : null}
      </AnchoredMenu>
      {drag.place ? <DropLine {...drag.place} frame={frame.current} /> : null}
    </>
  )
}

function marked({ left, right, top, bottom }: { left: number; right: number; top: number; bottom: number }) {
  return { left: left - 6, width: right - left + 12, top: top - 3, height: bottom - top + 6 }
}

function DropLine({
  y,
  left,
  right,
  frame,
}: {
  y: number
  left: number
  right: number
  frame: HTMLElement | null
}) {
  const box = frame?.getBoundingClientRect() ?? { left: 0, top: 0 }
  return (
    <span
      aria-hidden="true"
      data-testid="drop-line"
      className="block-drop-line"
      style={{ left: left - box.left, width: right - left, top: y - box.top - 1 }}
    />
  )
}
