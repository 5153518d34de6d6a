import type { SuggestionProps } from '@tiptap/suggestion'

/** Something that a menu beside the caret offers. */
export type Suggested = { id: string; group: string; label: string }

export type SuggestionView<Item extends Suggested> = {
  items: readonly Item[]
  query: string
  /** Index of the highlighted item. */
  active: number
  choose(item: Item): void
}

/** What a menu beside the caret shows, between the editor's plugin and the component that draws it. */
export class SuggestionStore<Item extends Suggested> {
  readonly #listeners = new Set<() => void>()
  #view: SuggestionView<Item> | undefined
  /** The box that the plugin puts beside the caret and keeps there; the component draws into it. */
  element: HTMLElement | undefined

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly snapshot = (): SuggestionView<Item> | undefined => this.#view

  set(view: SuggestionView<Item> | undefined): void {
    this.#view = view
    for (const listener of this.#listeners) listener()
  }

  /** Finds again for the query that stands, once more is known than when it was typed; closed menus stay closed. */
  renew(find: (query: string) => readonly Item[]): void {
    const view = this.#view
    if (!view) return
    const items = find(view.query)
    const same = items.length === view.items.length && items.every(({ id }, n) => id === view.items[n]?.id)
    if (!same) this.set({ ...view, items, active: Math.max(0, Math.min(view.active, items.length - 1)) })
  }

  move(to: number): void {
    if (!this.#view || this.#view.items.length === 0) return
    const count = this.#view.items.length
    this.set({ ...this.#view, active: ((to % count) + count) % count })
  }
}

/**
 * How a suggestion plugin shows itself through a store: `label` names the box. After a space nothing found means that plain
 * words are being written, and the menu goes.
 */
export function renderInto<Item extends Suggested>(store: SuggestionStore<Item>, label: string) {
  let unmount: (() => void) | undefined
  const show = (props: SuggestionProps<Item, Item>) => {
    if (props.loading) return
    const kept = store.snapshot()
    store.set(
      props.items.length === 0 && props.query.includes(' ')
        ? undefined
        : {
            items: props.items,
            query: props.query,
            active:
              kept?.query === props.query ? Math.max(0, Math.min(kept.active, props.items.length - 1)) : 0,
            choose: props.command,
          },
    )
  }
  return {
    onStart(props: SuggestionProps<Item, Item>) {
      store.element = document.createElement('div')
      store.element.className = 'slash-box'
      // It hangs outside of the page's landmarks, so it is one.
      store.element.role = 'region'
      store.element.ariaLabel = label
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
