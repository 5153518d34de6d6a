'use client'

import type { Editor } from '@tiptap/core'
import { Fragment, useEffect, useRef, useSyncExternalStore } from 'react'
import { createPortal } from 'react-dom'
import { classNames } from '../../ui/class-names.ts'
import type { SlashStore, SlashView } from './slash-extension.ts'

const LIST_ID = 'slash-menu'
const optionId = (id: string) => `slash-${id}`

/** Draws the `/` menu. The focus stays in the text; screen readers follow the highlighted item from there. */
export function SlashMenu({ store, editor }: { store: SlashStore; editor: Editor }) {
  const view = useSyncExternalStore(store.subscribe, store.snapshot, () => undefined)
  const active = view?.items[view.active]?.id
  const open = view !== undefined

  useEffect(() => {
    const { dom } = editor.view
    if (!open) return
    dom.setAttribute('aria-controls', LIST_ID)
    return () => {
      dom.removeAttribute('aria-controls')
      dom.removeAttribute('aria-activedescendant')
    }
  }, [open, editor])

  useEffect(() => {
    if (active) editor.view.dom.setAttribute('aria-activedescendant', optionId(active))
  }, [active, editor])

  if (!view || !store.element) return null
  return createPortal(<SlashList view={view} onHover={(index) => store.move(index)} />, store.element)
}

function SlashList({ view, onHover }: { view: SlashView; onHover: (index: number) => void }) {
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
      id={LIST_ID}
      role="listbox"
      aria-label="Insert"
      tabIndex={-1}
      className="slash-panel"
      // Before the click, on items and group names alike, so that the text never loses the focus.
      onMouseDown={(event) => event.preventDefault()}
    >
      {items.map((item, index) => {
        const Icon = item.icon
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
              <Icon
                aria-hidden="true"
                size={16}
                className={item.group === 'Jobs' ? 'text-accent' : 'text-muted'}
              />
              <span className="flex-1">{item.label}</span>
              {item.shortcut ? <span className="font-mono text-muted text-xs">{item.shortcut}</span> : null}
            </div>
          </Fragment>
        )
      })}
    </div>
  )
}
