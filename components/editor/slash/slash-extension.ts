import { Extension } from '@tiptap/core'
import { isChangeOrigin } from '@tiptap/extension-collaboration'
import { type EditorState, PluginKey } from '@tiptap/pm/state'
import { Suggestion } from '@tiptap/suggestion'
import { SHORTCUTS } from '../../keyboard/shortcuts.ts'
import { closeOnBlur } from '../suggest/close-on-blur.ts'
import { renderInto, type SuggestionStore } from '../suggest/suggestion-store.ts'
import type { PageActions, SlashItem } from './slash-item.ts'
import { filterSlashItems, itemsFor, runSlashItem } from './slash-items.ts'

export type SlashStore = SuggestionStore<SlashItem>

const SLASH_KEY = new PluginKey<{ active: boolean }>('slash')

/** True while the `/` menu is open: Escape then belongs to it and not to the page. */
export function isSlashMenuOpen(state: EditorState): boolean {
  return SLASH_KEY.getState(state)?.active === true
}

/** The `/` menu: opens while one types, never because somebody else typed a slash or a caret was put behind an old one. */
export function slashExtension(store: SlashStore, actions: PageActions): Extension {
  return Extension.create({
    name: 'slash',
    addProseMirrorPlugins() {
      return [
        Suggestion<SlashItem, SlashItem>({
          editor: this.editor,
          pluginKey: SLASH_KEY,
          char: SHORTCUTS.insert.keys,
          decorationClass: 'slash-query',
          items: ({ query }) => filterSlashItems(itemsFor(actions.visiting()), query),
          command: ({ editor, range, props }) => runSlashItem(editor, range, props, actions),
          allow: ({ state }) => !state.selection.$from.parent.type.spec.code,
          shouldShow: ({ editor, transaction }) =>
            isSlashMenuOpen(editor.state) || (transaction.docChanged && !isChangeOrigin(transaction)),
          offset: { mainAxis: 8 },
          render: () => renderInto(store, 'Insert'),
        }),
        closeOnBlur(SLASH_KEY),
      ]
    },
  })
}
