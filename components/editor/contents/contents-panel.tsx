'use client'

import type { Editor } from '@tiptap/core'
import { TableOfContents } from 'lucide-react'
import { type KeyboardEvent, useRef } from 'react'
import { useWideScreen } from '../../hooks/use-wide-screen.ts'
import { classNames } from '../../ui/class-names.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { PagePanel } from '../panel/page-panel.tsx'
import { PageFacts } from '../word-count/page-facts.tsx'
import { indents } from './page-headings.ts'
import { goToHeading, useCurrentHeading, useHeadings } from './use-headings.ts'

type Panel = { open: boolean; onOpen: (open: boolean) => void }

export function ContentsButton({ open, onOpen }: Panel) {
  return (
    <IconButton
      label="Contents"
      title="Contents"
      aria-expanded={open}
      onClick={() => onOpen(!open)}
      className="aria-expanded:bg-hover aria-expanded:text-ink"
    >
      <TableOfContents aria-hidden="true" size={17} />
    </IconButton>
  )
}

/** The headings of the page as a list to go by, and how long the page is. */
export function ContentsPanel({ open, onOpen, editor }: Panel & { editor: Editor }) {
  return (
    <PagePanel title="Contents" label="Contents of this page" open={open} onOpen={onOpen}>
      <ContentsList editor={editor} onGone={() => onOpen(false)} />
      <div className="mt-4 border-hairline border-t pt-3">
        <PageFacts editor={editor} />
      </div>
    </PagePanel>
  )
}

// Deeper levels keep the last indent: the words must still be readable.
const INDENT = ['pl-3', 'pl-7', 'pl-11', 'pl-15']

function ContentsList({ editor, onGone }: { editor: Editor; onGone: () => void }) {
  const headings = useHeadings(editor)
  const current = useCurrentHeading(editor, headings)
  const wide = useWideScreen()
  const list = useRef<HTMLOListElement>(null)
  if (headings.length === 0)
    return (
      <p className="py-2 text-muted">
        No headings yet. Type <span className="font-mono text-sm">#</span> and a space at the start of a line
        to make one; it appears here.
      </p>
    )

  function onKeyDown(event: KeyboardEvent): void {
    const steps: Partial<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 }
    const step = steps[event.key]
    const buttons: Element[] = [...(list.current?.querySelectorAll('button') ?? [])]
    const at = document.activeElement ? buttons.indexOf(document.activeElement) : -1
    const next = event.key === 'Home' ? 0 : event.key === 'End' ? buttons.length - 1 : step && at + step
    if (next === undefined || at === -1) return
    event.preventDefault()
    const button = buttons[Math.max(0, Math.min(buttons.length - 1, next))]
    if (button instanceof HTMLElement) button.focus()
  }

  const depths = indents(headings)
  return (
    <nav aria-label="Headings">
      <ol ref={list} onKeyDown={onKeyDown} className="border-hairline border-l">
        {headings.map(({ text }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a heading has no other identity than its place
          <li key={index}>
            <button
              type="button"
              aria-current={index === current ? 'location' : undefined}
              onClick={() => {
                // Over the page the list would hide what it leads to.
                if (!wide) onGone()
                goToHeading(editor, index)
              }}
              className={classNames(
                '-ml-px block w-full truncate border-l-2 py-1.5 pr-2 text-left text-base transition-colors hover:text-ink pointer-coarse:py-2.5',
                INDENT[Math.min(depths[index] ?? 0, INDENT.length - 1)],
                index === current ? 'border-accent font-medium text-ink' : 'border-transparent text-soft',
              )}
            >
              {text}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  )
}
