'use client'

import type { Editor } from '@tiptap/core'
import { ArrowDown, ArrowUp, GripVertical, Plus, Redo2, Undo2 } from 'lucide-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { classNames } from '../../ui/class-names.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { AnchoredMenu } from '../../ui/menu.tsx'
import { type BlockJobs, BlockMenuItems } from './block-menu-items.tsx'
import { type BlockRange, selectedBlocks } from './block-range.ts'
import { addBelow, stepBlocks } from './run-block-action.ts'
import { useJobsAfterMenu } from './use-jobs-after-menu.ts'

/** What the gutter offers elsewhere, at the lower edge of a small screen, above its keyboard, while one writes. */
export function PhoneToolbar({ editor, jobs }: { editor: Editor; jobs: BlockJobs }) {
  const [writing, setWriting] = useState(editor.isFocused)
  const [menu, setMenu] = useState<BlockRange>()
  const later = useJobsAfterMenu(jobs)
  const more = useRef<HTMLButtonElement>(null)
  const bottom = useKeyboardHeight()

  useEffect(() => {
    const begin = () => setWriting(true)
    const end = () => setWriting(false)
    editor.on('focus', begin)
    editor.on('blur', end)
    return () => {
      editor.off('focus', begin)
      editor.off('blur', end)
    }
  }, [editor])

  const block = () => selectedBlocks(editor.state.selection)
  return (
    <>
      <div
        role="toolbar"
        aria-label="Writing"
        className={classNames('phone-toolbar', (writing || menu) && editor.isEditable && 'is-shown')}
        style={{ bottom }}
        // Before the press: the text keeps the caret, and the keyboard stays.
        onPointerDown={(event) => event.preventDefault()}
        onMouseDown={(event) => event.preventDefault()}
      >
        <Tool
          label="Add a block below"
          onPress={() => {
            const range = block()
            if (range) addBelow(editor, range)
          }}
        >
          <Plus aria-hidden="true" size={20} />
        </Tool>
        <IconButton
          ref={more}
          label="Change this block"
          size="md"
          aria-haspopup="menu"
          aria-expanded={menu !== undefined}
          onClick={() => setMenu(block())}
        >
          <GripVertical aria-hidden="true" size={20} />
        </IconButton>
        <Tool label="Move up" onPress={() => stepBlocks(editor, 'up')}>
          <ArrowUp aria-hidden="true" size={20} />
        </Tool>
        <Tool label="Move down" onPress={() => stepBlocks(editor, 'down')}>
          <ArrowDown aria-hidden="true" size={20} />
        </Tool>
        <Tool label="Undo" onPress={() => editor.commands.undo()}>
          <Undo2 aria-hidden="true" size={20} />
        </Tool>
        <Tool label="Redo" onPress={() => editor.commands.redo()}>
          <Redo2 aria-hidden="true" size={20} />
        </Tool>
      </div>
      <AnchoredMenu
        label="Block"
        anchor={more}
        side="top"
        open={menu !== undefined}
        onOpenChange={(open) => {
          if (!open) setMenu(undefined)
        }}
        returnFocus={() => editor.view.dom}
        onClosed={later.onClosed}
      >
        {menu ? <BlockMenuItems editor={editor} range={menu} jobs={later.jobs} /> : null}
      </AnchoredMenu>
    </>
  )
}

function Tool({ label, onPress, children }: { label: string; onPress: () => void; children: ReactNode }) {
  return (
    <IconButton label={label} size="md" onClick={onPress}>
      {children}
    </IconButton>
  )
}

/** How much of the window's lower end the keyboard of the screen covers, in pixels. */
function useKeyboardHeight(): number {
  const [height, setHeight] = useState(0)
  useEffect(() => {
    const view = window.visualViewport
    if (!view) return
    const measure = () => setHeight(Math.max(0, window.innerHeight - view.height - view.offsetTop))
    view.addEventListener('resize', measure)
    view.addEventListener('scroll', measure)
    return () => {
      view.removeEventListener('resize', measure)
      view.removeEventListener('scroll', measure)
    }
  }, [])
  return height
}
