'use client'

import { X } from 'lucide-react'
import { useId } from 'react'
import { PAGES_MAX } from '#server/contracts/ask-kind.ts'
import { untitled } from '../documents/untitled.ts'
import { useDocuments } from '../hooks/use-documents.ts'
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
  return (
    <div>
      {documentIds.length > 0 ? (
        <ul aria-labelledby={id} className="mb-3 flex flex-wrap gap-1.5">
          {documentIds.map((documentId) => {
            const title = titles.get(documentId) ?? 'A page'
            return (
              <li
                key={documentId}
                className="flex max-w-full items-center gap-1 rounded-full border border-edge bg-raised py-0.5 pr-1 pl-3 text-sm"
              >
                <span className="truncate">{title}</span>
                <IconButton
                  size="xs"
                  label={`Leave out ${title}`}
                  onClick={() => set(documentIds.filter((one) => one !== documentId))}
                >
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
            if (added !== null) set([...documentIds, added])
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
