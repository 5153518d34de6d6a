import { Extension, type KeyboardShortcutCommand } from '@tiptap/core'
import { isChangeOrigin } from '@tiptap/extension-collaboration'
import { type EditorState, NodeSelection, PluginKey } from '@tiptap/pm/state'
import { Suggestion } from '@tiptap/suggestion'
import { SHORTCUTS } from '../../keyboard/shortcuts.ts'
import { closeOnBlur } from '../suggest/close-on-blur.ts'
import { renderInto, type SuggestionStore } from '../suggest/suggestion-store.ts'
import type { MentionItem } from './mention-items.ts'

export type MentionStore = SuggestionStore<MentionItem>

const MENTION_KEY = new PluginKey<{ active: boolean }>('mention')

/** True while the `@` menu is open and shows something: Escape then belongs to it and not to the page. */
export function isMentionMenuOpen(state: EditorState): boolean {
  return MENTION_KEY.getState(state)?.active === true
}

/** The `@` menu, and Enter on a chosen mention, which follows it as a press does. */
export function mentionExtension(store: MentionStore, find: (query: string) => MentionItem[]): Extension {
  return Extension.create({
    name: 'mentions',
    // Before the keys that would part the line at a chosen mention.
    priority: 1_000,
    addKeyboardShortcuts() {
      return {
        Enter: follow,
      }
    },
    addProseMirrorPlugins() {
      return [
        Suggestion<MentionItem, MentionItem>({
          editor: this.editor,
          pluginKey: MENTION_KEY,
          char: SHORTCUTS.mention.keys,
          // Names have spaces; once nothing fits any more the menu goes and the words stay.
          allowSpaces: true,
          allowedPrefixes: [' ', '(', '\u00a0'],
          decorationClass: 'slash-query',
          items: ({ query }) => find(query),
          command: ({ editor, range, props }) => {
            editor
              .chain()
              .focus()
              .insertContentAt(range, [
                { type: 'mention', attrs: props.mention },
                { type: 'text', text: ' ' },
              ])
              .run()
          },
          allow: ({ state }) => !state.selection.$from.parent.type.spec.code,
          shouldShow: ({ editor, query, transaction }) =>
            (isMentionMenuOpen(editor.state) || (transaction.docChanged && !isChangeOrigin(transaction))) &&
            (!query.includes(' ') || find(query).length > 0),
          offset: { mainAxis: 8 },
          render: () => renderInto(store, 'Mention'),
        }),
        closeOnBlur(MENTION_KEY),
      ]
    },
  })
}

/** Does what a press on the chosen mention does: opens the page, or shows who it is. */
const follow: KeyboardShortcutCommand = ({ editor }) => {
  const { selection } = editor.state
  if (!(selection instanceof NodeSelection) || selection.node.type.name !== 'mention') return false
  const dom = editor.view.nodeDOM(selection.from)
  const target = dom instanceof HTMLElement ? dom.querySelector<HTMLElement>('a, button') : null
  target?.click()
  return true
}
