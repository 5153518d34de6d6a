'use client'

import { Plus } from 'lucide-react'
import type { DocumentList } from '#server/contracts/documents.ts'
import { sentenceOf } from '../feedback/problem-message.tsx'
import { useDocuments } from '../hooks/use-documents.ts'
import { IconButton } from '../ui/icon-button.tsx'
import { buildPageTree } from './build-page-tree.ts'
import { PageTreeLevel } from './page-tree-level.tsx'
import { useNewPage } from './use-new-page.ts'

/** Every page that one may see, nested; scrolls on its own so that the places around it stay in reach. */
export function PageTree({
  initialDocuments,
  mayCreate,
}: {
  initialDocuments: DocumentList
  mayCreate: boolean
}) {
  const documents = useDocuments({ initialData: initialDocuments })
  const newPage = useNewPage()
  const tree = buildPageTree(documents.data?.items ?? [])
  return (
    <section aria-label="Pages" className="mt-5 flex min-h-0 flex-1 flex-col">
      <div className="flex h-8 items-center justify-between pr-2 pl-4">
        <h2 className="eyebrow">Pages</h2>
        {mayCreate ? (
          <IconButton
            label="New page"
            size="xs"
            disabled={newPage.isPending}
            onClick={() => newPage.create(null)}
          >
            <Plus aria-hidden="true" size={15} />
          </IconButton>
        ) : null}
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto px-2 pb-2">
        {tree.length === 0 ? (
          <p className="px-2 py-1 text-muted text-sm">
            {documents.isError ? sentenceOf(documents.error) : 'No pages yet'}
          </p>
        ) : (
          <PageTreeLevel nodes={tree} depth={0} onCreateBelow={newPage.create} />
        )}
      </div>
    </section>
  )
}
