'use client'

import { type Editor, isTextSelection } from '@tiptap/core'
import { CellSelection } from '@tiptap/pm/tables'
import { useEditorState } from '@tiptap/react'
import { BubbleMenu } from '@tiptap/react/menus'
import {
  ArrowDownToLine,
  ArrowLeftToLine,
  ArrowRightToLine,
  ArrowUpToLine,
  Columns3,
  Combine,
  PanelTop,
  Rows3,
  Split,
  Trash2,
  UnfoldHorizontal,
} from 'lucide-react'
import { useEffect, useRef } from 'react'
import { IconButton } from '../../ui/icon-button.tsx'
import { Menu, MenuItem, MenuSeparator } from '../../ui/menu.tsx'
import { ownUndoStep } from '../own-undo-step.ts'
import { hasHeaderRow, stepColumnWidth } from './table-actions.ts'

type Chain = ReturnType<Editor['chain']>

/** Below the page's header, where the toolbar stays while the top of its table is scrolled away. */
const TOP_MIN = 108
const ICON = { 'aria-hidden': true, size: 16 } as const

/** What one can do with the table around the caret. Alt+F10 leads into it, Escape back into the text. */
export function TableToolbar({ editor }: { editor: Editor }) {
  const box = useRef<HTMLDivElement>(null)
  const { header, mergeable, splittable } = useEditorState({
    editor,
    selector: ({ editor: current }) => ({
      header: hasHeaderRow(current),
      mergeable: current.state.selection instanceof CellSelection && current.can().mergeCells(),
      splittable: current.can().splitCell(),
    }),
  })
  const run = (act: (chain: Chain) => Chain) => () =>
    ownUndoStep(editor, () => act(editor.chain().focus()).run())
  const step = (direction: 1 | -1) => () => {
    ownUndoStep(editor, () => stepColumnWidth(editor, direction))
    editor.commands.focus()
  }

  useEffect(() => {
    const { dom } = editor.view
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'F10' || !event.altKey || !editor.isActive('table')) return
      event.preventDefault()
      box.current?.querySelector('button')?.focus()
    }
    dom.addEventListener('keydown', onKey)
    return () => dom.removeEventListener('keydown', onKey)
  }, [editor])

  return (
    <BubbleMenu
      editor={editor}
      pluginKey="tableToolbar"
      updateDelay={80}
      options={{ placement: 'top-end', offset: 6, flip: false, shift: { padding: 8 } }}
      className="z-20"
      getReferencedVirtualElement={() => tableBox(editor)}
      shouldShow={({ editor: current, state, view }) => {
        if (!current.isEditable || !current.isActive('table')) return false
        if (!view.hasFocus() && !box.current?.contains(document.activeElement)) return isMenuOpen(box.current)
        return state.selection.empty || !isTextSelection(state.selection)
      }}
    >
      <div
        ref={box}
        role="toolbar"
        aria-label="Table"
        className="bubble-toolbar"
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return
          event.stopPropagation()
          editor.view.focus()
        }}
      >
        <Menu
          align="start"
          trigger={
            <IconButton label="Row">
              <Rows3 {...ICON} />
            </IconButton>
          }
        >
          <MenuItem icon={<ArrowUpToLine {...ICON} />} onSelect={run((chain) => chain.addRowBefore())}>
            Insert a row above
          </MenuItem>
          <MenuItem icon={<ArrowDownToLine {...ICON} />} onSelect={run((chain) => chain.addRowAfter())}>
            Insert a row below
          </MenuItem>
          <MenuSeparator />
          <MenuItem icon={<Trash2 {...ICON} />} danger onSelect={run((chain) => chain.deleteRow())}>
            Delete the row
          </MenuItem>
        </Menu>
        <Menu
          align="start"
          trigger={
            <IconButton label="Column">
              <Columns3 {...ICON} />
            </IconButton>
          }
        >
          <MenuItem icon={<ArrowLeftToLine {...ICON} />} onSelect={run((chain) => chain.addColumnBefore())}>
            Insert a column on the left
          </MenuItem>
          <MenuItem icon={<ArrowRightToLine {...ICON} />} onSelect={run((chain) => chain.addColumnAfter())}>
            Insert a column on the right
          </MenuItem>
          <MenuItem icon={<UnfoldHorizontal {...ICON} />} onSelect={step(1)}>
            Make it wider
          </MenuItem>
          <MenuItem icon={<UnfoldHorizontal {...ICON} className="rotate-90" />} onSelect={step(-1)}>
            Make it narrower
          </MenuItem>
          <MenuSeparator />
          <MenuItem icon={<Trash2 {...ICON} />} danger onSelect={run((chain) => chain.deleteColumn())}>
            Delete the column
          </MenuItem>
        </Menu>
        <IconButton
          label="Header row"
          aria-pressed={header}
          className="aria-pressed:bg-accent-wash aria-pressed:text-accent"
          onClick={run((chain) => chain.toggleHeaderRow())}
        >
          <PanelTop {...ICON} />
        </IconButton>
        {mergeable ? (
          <IconButton label="Merge the selected cells" onClick={run((chain) => chain.mergeCells())}>
            <Combine {...ICON} />
          </IconButton>
        ) : null}
        {splittable ? (
          <IconButton label="Split the cell" onClick={run((chain) => chain.splitCell())}>
            <Split {...ICON} />
          </IconButton>
        ) : null}
        <IconButton label="Delete the table" onClick={run((chain) => chain.deleteTable())}>
          <Trash2 {...ICON} />
        </IconButton>
      </div>
    </BubbleMenu>
  )
}

/** An open menu has the focus, and hangs outside of the toolbar. */
function isMenuOpen(toolbar: HTMLElement | null): boolean {
  return toolbar?.querySelector('[data-popup-open]') != null
}

/** The table's place on the screen, its top never above what is visible. */
function tableBox(editor: Editor) {
  const { node } = editor.view.domAtPos(editor.state.selection.from)
  const element = node instanceof HTMLElement ? node : node.parentElement
  const table = element?.closest('.tableWrapper')
  if (!table) return null
  return {
    contextElement: table,
    getBoundingClientRect(): DOMRect {
      const { left, width, top, bottom } = table.getBoundingClientRect()
      const shown = Math.min(Math.max(top, TOP_MIN), bottom)
      return new DOMRect(left, shown, width, bottom - shown)
    },
  }
}
