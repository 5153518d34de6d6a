'use client'

import { Undo2 } from 'lucide-react'
import { atLeast } from '#server/contracts/actors.ts'
import type { DocumentList, DocumentSummary } from '#server/contracts/documents.ts'
import { toastProblem } from '../feedback/problem-toast.ts'
import { QueryView } from '../feedback/query-view.tsx'
import { useDocuments, useRestoreDocument } from '../hooks/use-documents.ts'
import { RelativeTime } from '../relative-time.tsx'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { toast } from '../ui/toast.tsx'
import { Screen, ScreenTitle } from '../workspace/screen.tsx'
import { PageHeader } from './page-header.tsx'
import { untitled } from './untitled.ts'

/** What was thrown away, the newest first, with the way back. */
export function TrashScreen({ initialDocuments }: { initialDocuments: DocumentList }) {
  const documents = useDocuments({ trashed: true, initialData: initialDocuments })
  return (
    <>
      <PageHeader crumbs={[{ label: 'Trash', node: 'Trash' }]} />
      <Screen>
        <ScreenTitle lead="Pages here are hidden from everybody until someone puts them back.">
          Trash
        </ScreenTitle>
        <QueryView query={documents} loading={<SkeletonRows label="Loading the trash" />}>
          {({ items }) =>
            items.length === 0 ? (
              <EmptyState title="Nothing thrown away">
                A page that you move to the trash waits here, whole, with everything that belongs to it.
              </EmptyState>
            ) : (
              <ul className="border-hairline border-t">
                {newestFirst(items).map((page) => (
                  <TrashedPage key={page.id} page={page} />
                ))}
              </ul>
            )
          }
        </QueryView>
      </Screen>
    </>
  )
}

function TrashedPage({ page }: { page: DocumentSummary }) {
  const restore = useRestoreDocument()
  const title = untitled(page.title)
  return (
    <li className="flex items-center justify-between gap-4 border-hairline border-b py-4">
      <div className="min-w-0">
        <p className="display truncate text-xl">{title}</p>
        <p className="text-muted text-sm">
          {page.trashedAt ? (
            <>
              Thrown away <RelativeTime at={page.trashedAt} />
            </>
          ) : null}
        </p>
      </div>
      {atLeast(page.role, 'editor') ? (
        <Button
          size="sm"
          busy={restore.isPending}
          onClick={() =>
            restore.mutate(page.id, {
              onSuccess: () => toast.note(`“${title}” is back`),
              onError: toastProblem,
            })
          }
        >
          <Undo2 aria-hidden="true" size={14} />
          Restore
        </Button>
      ) : null}
    </li>
  )
}

function newestFirst(items: readonly DocumentSummary[]): DocumentSummary[] {
  return items.toSorted((a, b) => (b.trashedAt ?? '').localeCompare(a.trashedAt ?? ''))
}
