'use client'

import { X } from 'lucide-react'
import { useId, useRef } from 'react'
import { PAGES_MAX } from '#server/contracts/ask-kind.ts'
import { untitled } from '../documents/untitled.ts'
import { useDocuments } from '../hooks/use-documents.ts'
import { elementAt, useFocusAfter } from '../hooks/use-focus-after.ts'
import { IconButton } from '../ui/icon-button.tsx'
import { PagePicker } from './page-picker.tsx'

type PagesPickerProps = {
  value: readonly string[]
  onChange: (documentIds: string[]) => void
  fault?: string | undefined
}

/** Up to ten pages that one may read, added one by one. */
export function PagesPicker({ value: documentIds, onChange: set, fault }: PagesPickerProps) {
  const id = useId()
  const titles = new Map((useDocuments().data?.items ?? []).map((page) => [page.id, untitled(page.title)]))
  const box = useRef<HTMLDivElement>(null)
  const focusAfter = useFocusAfter(documentIds.length)

  function leaveOut(documentId: string, at: number): void {
    focusAfter(
      () =>
        elementAt(box.current, 'li button', at) ??
        elementAt(box.current, '[role=combobox]:not(:disabled)', 0) ??
        box.current,
    )
    set(documentIds.filter((one) => one !== documentId))
  }
  function add(documentId: string): void {
    // The last one takes the list of pages away that it was chosen from.
    if (documentIds.length + 1 === PAGES_MAX)
      focusAfter(() => elementAt(box.current, 'li button', documentIds.length))
    set([...documentIds, documentId])
  }
  return (
    <div ref={box} tabIndex={-1} className="outline-none">
      {documentIds.length > 0 ? (
        <ul aria-labelledby={id} className="mb-3 flex flex-wrap gap-1.5">
          {documentIds.map((documentId, at) => {
            const title = titles.get(documentId) ?? 'A page'
            return (
              <li
                key={documentId}
                className="flex max-w-full items-center gap-1 rounded-full border border-edge bg-raised py-0.5 pr-1 pl-3 text-sm"
              >
                <span className="truncate">{title}</span>
                <IconButton size="xs" label={`Leave out ${title}`} onClick={() => leaveOut(documentId, at)}>
                  <X aria-hidden="true" size={12} />
                </IconButton>
              </li>
            )
          })}
        </ul>
      ) : null}
      <p id={id} className="sr-only">
        Pages that are read
      </p>
      {documentIds.length < PAGES_MAX ? (
        <PagePicker
          label={documentIds.length === 0 ? 'Pages' : `Another page (${documentIds.length} of ${PAGES_MAX})`}
          least="viewer"
          value={null}
          without={documentIds}
          fault={fault}
          onChange={(added) => {
            if (added !== null) add(added)
          }}
        />
      ) : (
        <p role="status" className="text-muted text-sm">
          {PAGES_MAX} pages are as many as one question is about. Leave one out to add another.
        </p>
      )}
    </div>
  )
}
