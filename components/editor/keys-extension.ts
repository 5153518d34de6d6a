import { type Editor, Extension, type KeyboardShortcutCommand } from '@tiptap/core'
import { SHORTCUTS } from '../keyboard/shortcuts.ts'
import { stepBlocks } from './gutter/run-block-action.ts'
import { isMentionMenuOpen } from './mention/mention-extension.ts'
import { isSlashMenuOpen } from './slash/slash-extension.ts'

type Keys = { onLink: () => void; onBlockMenu: () => void; onAskJob: () => void; onTop: () => void }

/** The keys of the page that no node brings along. */
export function keysExtension({ onLink, onBlockMenu, onAskJob, onTop }: Keys): Extension {
  const up: KeyboardShortcutCommand = ({ editor }) => {
    if (!isOnFirstLine(editor)) return false
    onTop()
    return true
  }
  return Extension.create({
    name: 'pageKeys',
    // Before the list and hard break keys, which also answer to Mod+Enter.
    priority: 1_000,
    addKeyboardShortcuts() {
      return {
        ...formatting,
        [SHORTCUTS.enter.keys]: ({ editor }) => {
          if (!editor.isActive('taskItem')) return false
          const { checked } = editor.getAttributes('taskItem')
          return editor.commands.updateAttributes('taskItem', { checked: checked !== true })
        },
        // Without a selection the key belongs to the page around.
        [SHORTCUTS.link.keys]: ({ editor }) => {
          if (editor.state.selection.empty && !editor.isActive('link')) return false
          onLink()
          return true
        },
        // Answered at the ends of the page too, where nothing moves: the browser would select to the end of the text.
        [SHORTCUTS.moveUp.keys]: ({ editor }) => stepBlocks(editor, 'up') || editor.isEditable,
        [SHORTCUTS.moveDown.keys]: ({ editor }) => stepBlocks(editor, 'down') || editor.isEditable,
        [SHORTCUTS.blockMenu.keys]: ({ editor }) => {
          if (!editor.isEditable) return false
          onBlockMenu()
          return true
        },
        [SHORTCUTS.askJob.keys]: ({ editor }) => {
          if (!editor.isEditable) return false
          onAskJob()
          return true
        },
        [SHORTCUTS.leave.keys]: leave,
        ArrowUp: up,
      }
    },
  })
}

/** The extensions bring these keys too; bound from the list, what the sheet says is what happens. */
const formatting: Record<string, KeyboardShortcutCommand> = {
  [SHORTCUTS.bold.keys]: ({ editor }) => editor.commands.toggleBold(),
  [SHORTCUTS.italic.keys]: ({ editor }) => editor.commands.toggleItalic(),
  [SHORTCUTS.underline.keys]: ({ editor }) => editor.commands.toggleUnderline(),
  [SHORTCUTS.strike.keys]: ({ editor }) => editor.commands.toggleStrike(),
  [SHORTCUTS.code.keys]: ({ editor }) => editor.commands.toggleCode(),
  [SHORTCUTS.undo.keys]: ({ editor }) => editor.commands.undo(),
  [SHORTCUTS.redo.keys]: ({ editor }) => editor.commands.redo(),
  [SHORTCUTS.paragraph.keys]: ({ editor }) => editor.commands.setParagraph(),
  [SHORTCUTS.heading1.keys]: ({ editor }) => editor.commands.toggleHeading({ level: 1 }),
  [SHORTCUTS.heading2.keys]: ({ editor }) => editor.commands.toggleHeading({ level: 2 }),
  [SHORTCUTS.heading3.keys]: ({ editor }) => editor.commands.toggleHeading({ level: 3 }),
  [SHORTCUTS.numbers.keys]: ({ editor }) => editor.commands.toggleOrderedList(),
  [SHORTCUTS.bullets.keys]: ({ editor }) => editor.commands.toggleBulletList(),
  [SHORTCUTS.tasks.keys]: ({ editor }) => editor.commands.toggleTaskList(),
  [SHORTCUTS.quote.keys]: ({ editor }) => editor.commands.toggleBlockquote(),
  [SHORTCUTS.codeBlock.keys]: ({ editor }) => editor.commands.toggleCodeBlock(),
}

/** Tab indents in lists, so there must be a way out for people who have only keys. An open menu closes first. */
const leave: KeyboardShortcutCommand = ({ editor }) => {
  if (isSlashMenuOpen(editor.state) || isMentionMenuOpen(editor.state)) return false
  editor.view.dom.blur()
  return true
}

function isOnFirstLine(editor: Editor): boolean {
  const { selection, doc } = editor.state
  const first = doc.firstChild
  if (!selection.empty || !first?.isTextblock || selection.from > first.nodeSize) return false
  return editor.view.endOfTextblock('up')
}
