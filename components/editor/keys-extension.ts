import { type Editor, Extension, type KeyboardShortcutCommand } from '@tiptap/core'
import { stepBlocks } from './gutter/run-block-action.ts'
import { isMentionMenuOpen } from './mention/mention-extension.ts'
import { isSlashMenuOpen } from './slash/slash-extension.ts'

type Keys = { onLink: () => void; onBlockMenu: () => void; onTop: () => void }

/** The keys of the page that no node brings along. */
export function keysExtension({ onLink, onBlockMenu, onTop }: Keys): Extension {
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
        'Mod-Enter': ({ editor }) => {
          if (!editor.isActive('taskItem')) return false
          const { checked } = editor.getAttributes('taskItem')
          return editor.commands.updateAttributes('taskItem', { checked: checked !== true })
        },
        // Without a selection the key belongs to the page around.
        'Mod-k': ({ editor }) => {
          if (editor.state.selection.empty && !editor.isActive('link')) return false
          onLink()
          return true
        },
        // Answered at the ends of the page too, where nothing moves: the browser would select to the end of the text.
        'Mod-Shift-ArrowUp': ({ editor }) => stepBlocks(editor, 'up') || editor.isEditable,
        'Mod-Shift-ArrowDown': ({ editor }) => stepBlocks(editor, 'down') || editor.isEditable,
        'Mod-/': ({ editor }) => {
          if (!editor.isEditable) return false
          onBlockMenu()
          return true
        },
        Escape: leave,
        ArrowUp: up,
      }
    },
  })
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
