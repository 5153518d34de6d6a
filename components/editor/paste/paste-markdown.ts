import { Extension } from '@tiptap/core'
import { Plugin, PluginKey } from '@tiptap/pm/state'
import { looksLikeMarkdown, markdownBlocks } from './markdown-blocks.ts'

/** Longer texts are pasted as they are: patterns over a megabyte would hold up the page. */
const MARKDOWN_MAX = 200_000

/** A pasted plain text that is Markdown becomes what it describes. Pasting without formatting (Mod+Shift+V) leaves it alone. */
export const pasteMarkdown = Extension.create({
  name: 'pasteMarkdown',
  addProseMirrorPlugins() {
    const { editor } = this
    let plainWanted = false
    return [
      new Plugin({
        key: new PluginKey('pasteMarkdown'),
        props: {
          handleKeyDown(_view, event) {
            plainWanted = event.shiftKey && event.key.toLowerCase() === 'v'
            return false
          },
          handlePaste(view, event) {
            const data = event.clipboardData
            if (!data || plainWanted || data.types.includes('text/html') || data.files.length > 0)
              return false
            if (view.state.selection.$from.parent.type.spec.code) return false
            const text = data.getData('text/plain')
            if (text.length > MARKDOWN_MAX || !looksLikeMarkdown(text)) return false
            const blocks = markdownBlocks(text)
            const [only] = blocks
            // One paragraph goes into the line where the caret is, like any pasted words.
            const content = blocks.length === 1 && only?.type === 'paragraph' ? (only.content ?? []) : blocks
            return editor.commands.insertContent(content)
          },
        },
      }),
    ]
  },
})
