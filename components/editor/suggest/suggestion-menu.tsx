'use client'

import type { Editor } from '@tiptap/core'
import { Fragment, type ReactNode, useEffect, useRef, useSyncExternalStore } from 'react'
import { createPortal } from 'react-dom'
import { classNames } from '../../ui/class-names.ts'
import type { Suggested, SuggestionStore, SuggestionView } from './suggestion-store.ts'

type SuggestionMenuProps<Item extends Suggested> = {
  store: SuggestionStore<Item>
  editor: Editor
  /** Names the list, and makes its ids apart from those of other menus. */
  label: string
  /** What stands before an item's words, and after them. */
  before: (item: Item) => ReactNode
  after: (item: Item) => ReactNode
}

/** Draws a menu beside the caret. The focus stays in the text; screen readers follow the highlighted item from there. */
export function SuggestionMenu<Item extends Suggested>({
  store,
  editor,
  ...look
}: SuggestionMenuProps<Item>) {
  const listId = `suggest-${look.label}`
  const optionId = (id: string) => `${listId}-${id}`
  const view = useSyncExternalStore(store.subscribe, store.snapshot, () => undefined)
  const active = view?.items[view.active]?.id
  const open = view !== undefined

  useEffect(() => {
    const { dom } = editor.view
    if (!open) return
    dom.setAttribute('aria-controls', listId)
    return () => {
      dom.removeAttribute('aria-controls')
      dom.removeAttribute('aria-activedescendant')
    }
  }, [open, editor, listId])

  useEffect(() => {
    if (active) editor.view.dom.setAttribute('aria-activedescendant', `${listId}-${active}`)
  }, [active, editor, listId])

  if (!view || !store.element) return null
  return createPortal(
    <SuggestionList
      view={view}
      onHover={(index) => store.move(index)}
      listId={listId}
      optionId={optionId}
      {...look}
    />,
    store.element,
  )
}

type SuggestionListProps<Item extends Suggested> = Pick<
  SuggestionMenuProps<Item>,
  'label' | 'before' | 'after'
> & {
  view: SuggestionView<Item>
  onHover: (index: number) => void
  listId: string
  optionId: (id: string) => string
}

/** The rows of a menu that is searched by typing; the focus stays where one types. */
export function SuggestionList<Item extends Suggested>({
  view,
  onHover,
  listId,
  optionId,
  label,
  before,
  after,
}: SuggestionListProps<Item>) {
  const highlighted = useRef<HTMLDivElement>(null)
  const { items, active, query } = view
  // biome-ignore lint/correctness/useExhaustiveDependencies: the highlighted row is another element after each move
  useEffect(() => {
    // By hand: scrollIntoView would also scroll the page, before the box has found its place beside the caret.
    const row = highlighted.current?.getBoundingClientRect()
    const panel = highlighted.current?.parentElement
    if (!row || !panel) return
    const frame = panel.getBoundingClientRect()
    if (row.top < frame.top) panel.scrollTop -= frame.top - row.top
    else if (row.bottom > frame.bottom) panel.scrollTop += row.bottom - frame.bottom
  }, [active, items])

  if (items.length === 0)
    return (
      <p role="status" className="slash-panel px-3 py-2 text-muted text-sm">
        Nothing is called “{query}”. Escape closes this.
      </p>
    )
  return (
    <div
      id={listId}
      role="listbox"
      aria-label={label}
      tabIndex={-1}
      className="slash-panel"
      // Before the click, on items and group names alike, so that the text never loses the focus.
      onMouseDown={(event) => event.preventDefault()}
    >
      {items.map((item, index) => {
        const first = query === '' && items[index - 1]?.group !== item.group
        return (
          <Fragment key={item.id}>
            {first ? (
              <div role="presentation" className="eyebrow px-2.5 pt-2.5 pb-1">
                {item.group}
              </div>
            ) : null}
            {/* biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled in the text, where the focus stays */}
            <div
              id={optionId(item.id)}
              ref={index === active ? highlighted : undefined}
              role="option"
              tabIndex={-1}
              aria-selected={index === active}
              onMouseMove={() => index !== active && onHover(index)}
              onClick={() => view.choose(item)}
              className={classNames(
                'flex cursor-default items-center gap-2.5 rounded-md px-2.5 py-1.5 text-base pointer-coarse:py-2.5',
                index === active && 'bg-hover',
              )}
            >
              {before(item)}
              <span className="min-w-0 flex-1 truncate">{item.label}</span>
              {after(item)}
            </div>
          </Fragment>
        )
      })}
    </div>
  )
}
