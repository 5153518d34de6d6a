import { Extension } from '@tiptap/core'
import { isChangeOrigin } from '@tiptap/extension-collaboration'
import { type EditorState, Plugin, PluginKey } from '@tiptap/pm/state'
import { exitSuggestion, Suggestion, type SuggestionProps } from '@tiptap/suggestion'
import {
  filterSlashItems,
  type PageActions,
  runSlashItem,
  SLASH_ITEMS,
  type SlashItem,
} from './slash-items.ts'

export type SlashView = {
  items: readonly SlashItem[]
  query: string
  /** Index of the highlighted item. */
  active: number
  choose(item: SlashItem): void
}

/** What the menu shows, between the editor's plugin and the component that draws it. */
export class SlashStore {
  /** The box that the plugin puts beside the caret and keeps there; the component draws into it. */
  readonly #listeners = new Set<() => void>()
  #view: SlashView | undefined
  element: HTMLElement | undefined

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly snapshot = (): SlashView | undefined => this.#view

  set(view: SlashView | undefined): void {
    this.#view = view
    for (const listener of this.#listeners) listener()
  }

  move(to: number): void {
    if (!this.#view || this.#view.items.length === 0) return
    const count = this.#view.items.length
    this.set({ ...this.#view, active: ((to % count) + count) % count })
  }
}

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
          char: '/',
          decorationClass: 'slash-query',
          items: ({ query }) => filterSlashItems(SLASH_ITEMS, query),
          command: ({ editor, range, props }) => runSlashItem(editor, range, props, actions),
          allow: ({ state }) => !state.selection.$from.parent.type.spec.code,
          shouldShow: ({ editor, transaction }) =>
            isSlashMenuOpen(editor.state) || (transaction.docChanged && !isChangeOrigin(transaction)),
          offset: { mainAxis: 8 },
          render: () => renderInto(store),
        }),
        closeOnBlur,
      ]
    },
  })
}

/** Its keys come from the text: once the focus is elsewhere, nothing could move in the menu or close it. */
const closeOnBlur = new Plugin({
  props: {
    handleDOMEvents: {
      blur(view) {
        // A tab that loses the window keeps its menu: the caret comes back to where it was.
        if (document.hasFocus() && isSlashMenuOpen(view.state)) exitSuggestion(view, SLASH_KEY)
        return false
      },
    },
  },
})

function renderInto(store: SlashStore) {
  let unmount: (() => void) | undefined
  const show = (props: SuggestionProps<SlashItem, SlashItem>) => {
    if (props.loading) return
    const kept = store.snapshot()
    store.set({
      items: props.items,
      query: props.query,
      active: kept?.query === props.query ? Math.min(kept.active, props.items.length - 1) : 0,
      choose: props.command,
    })
  }
  return {
    onStart(props: SuggestionProps<SlashItem, SlashItem>) {
      store.element = document.createElement('div')
      store.element.className = 'slash-box'
      // It hangs outside of the page's landmarks, so it is one.
      store.element.role = 'region'
      store.element.ariaLabel = 'Insert'
      unmount = props.mount(store.element)
      show(props)
    },
    onUpdate: show,
    onExit() {
      store.set(undefined)
      unmount?.()
      unmount = undefined
      store.element = undefined
    },
    onKeyDown({ event }: { event: KeyboardEvent }): boolean {
      const view = store.snapshot()
      if (!view || view.items.length === 0 || event.isComposing) return false
      switch (event.key) {
        case 'ArrowDown':
          store.move(view.active + 1)
          return true
        case 'ArrowUp':
          store.move(view.active - 1)
          return true
        case 'Enter':
        case 'Tab': {
          const item = view.items[view.active]
          if (item) view.choose(item)
          return true
        }
        default:
          return false
      }
    },
  }
}
