'use client'

import type { Editor } from '@tiptap/core'
import { isTextSelection } from '@tiptap/core'
import { useEditorState } from '@tiptap/react'
import { BubbleMenu } from '@tiptap/react/menus'
import {
  Bold,
  Code,
  Heading2,
  Heading3,
  Italic,
  Link2,
  type LucideIcon,
  Sparkles,
  Strikethrough,
  Underline,
} from 'lucide-react'
import { useRef } from 'react'
import { useVisiting } from '../../hooks/visiting.ts'
import { withKeys } from '../../keyboard/shortcut-keys.tsx'
import { SHORTCUTS, type ShortcutName } from '../../keyboard/shortcuts.ts'
import { Button } from '../../ui/button.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { LinkEditor } from './link-editor.tsx'

type BubbleToolbarProps = {
  editor: Editor
  /** True while the link of the selection is being edited. */
  linking: boolean
  onLinking: (linking: boolean) => void
  onAskJob: () => void
}

/** What one can do with the selected text, beside it; on a link without a selection, the link alone. */
export function BubbleToolbar({ editor, linking, onLinking, onAskJob }: BubbleToolbarProps) {
  const visiting = useVisiting()
  const box = useRef<HTMLDivElement>(null)
  const state = useEditorState({
    editor,
    selector: ({ editor: current }) => ({
      bold: current.isActive('bold'),
      italic: current.isActive('italic'),
      underline: current.isActive('underline'),
      strike: current.isActive('strike'),
      code: current.isActive('code'),
      link: current.isActive('link'),
      heading2: current.isActive('heading', { level: 2 }),
      heading3: current.isActive('heading', { level: 3 }),
      empty: current.state.selection.empty,
    }),
  })
  const toggle = (act: (chain: ReturnType<Editor['chain']>) => ReturnType<Editor['chain']>) => () =>
    act(editor.chain().focus()).run()

  return (
    <BubbleMenu
      editor={editor}
      pluginKey="toolbar"
      updateDelay={80}
      options={{ placement: 'top', offset: 8, flip: true, shift: { padding: 8 } }}
      className="z-30"
      shouldShow={({ editor: current, state: now, view }) => {
        if (!current.isEditable) return false
        if (!view.hasFocus() && !box.current?.contains(document.activeElement)) return false
        const { selection } = now
        if (!isTextSelection(selection) || selection.$from.parent.type.spec.code) return false
        if (selection.empty) return current.isActive('link')
        return now.doc.textBetween(selection.from, selection.to, ' ').trim() !== ''
      }}
    >
      <div ref={box} role="toolbar" aria-label="Selected text" className="bubble-toolbar">
        {linking || (state.empty && state.link) ? (
          <LinkEditor
            key={linking ? 'edit' : 'show'}
            editor={editor}
            editing={linking}
            onEditing={onLinking}
          />
        ) : (
          <>
            <Toggle
              icon={Bold}
              label="Bold"
              shortcut="bold"
              on={state.bold}
              onPress={toggle((chain) => chain.toggleBold())}
            />
            <Toggle
              icon={Italic}
              label="Italic"
              shortcut="italic"
              on={state.italic}
              onPress={toggle((chain) => chain.toggleItalic())}
            />
            <Toggle
              icon={Underline}
              label="Underline"
              shortcut="underline"
              on={state.underline}
              onPress={toggle((chain) => chain.toggleUnderline())}
            />
            <Toggle
              icon={Strikethrough}
              label="Strike through"
              shortcut="strike"
              on={state.strike}
              onPress={toggle((chain) => chain.toggleStrike())}
            />
            <Toggle
              icon={Code}
              label="Code"
              shortcut="code"
              on={state.code}
              onPress={toggle((chain) => chain.toggleCode())}
            />
            <Toggle
              icon={Link2}
              label="Link"
              shortcut="link"
              on={state.link}
              onPress={() => onLinking(true)}
            />
            <span aria-hidden="true" className="mx-1 h-5 w-px bg-hairline" />
            <Toggle
              icon={Heading2}
              label="Heading 2"
              shortcut="heading2"
              on={state.heading2}
              onPress={toggle((chain) => chain.toggleHeading({ level: 2 }))}
            />
            <Toggle
              icon={Heading3}
              label="Heading 3"
              shortcut="heading3"
              on={state.heading3}
              onPress={toggle((chain) => chain.toggleHeading({ level: 3 }))}
            />
            {visiting ? null : (
              <>
                {/* On a narrow screen it stands in a row of its own, with nothing to be told apart from. */}
                <span aria-hidden="true" className="mx-1 h-5 w-px bg-hairline max-sm:hidden" />
                <Button
                  size="sm"
                  variant="quiet"
                  title={withKeys('Ask a job about the selected text', SHORTCUTS.askJob.keys)}
                  aria-haspopup="dialog"
                  onMouseDown={keepFocus}
                  onClick={onAskJob}
                >
                  <Sparkles aria-hidden="true" size={15} className="text-accent" />
                  Ask a job
                </Button>
              </>
            )}
          </>
        )}
      </div>
    </BubbleMenu>
  )
}

type ToggleProps = {
  icon: LucideIcon
  label: string
  shortcut: ShortcutName
  on: boolean
  onPress: () => void
}

function Toggle({ icon: Icon, label, shortcut, on, onPress }: ToggleProps) {
  return (
    <IconButton
      label={label}
      title={withKeys(label, SHORTCUTS[shortcut].keys)}
      aria-pressed={on}
      onMouseDown={keepFocus}
      onClick={onPress}
      className="aria-pressed:bg-accent-wash aria-pressed:text-accent"
    >
      <Icon aria-hidden="true" size={15} />
    </IconButton>
  )
}

/** A press in the toolbar must not take the selection that it is about to change. */
function keepFocus(event: { preventDefault(): void }): void {
  event.preventDefault()
}
