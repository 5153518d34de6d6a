'use client'

import { Undo2 } from 'lucide-react'
import { useState } from 'react'
import { atLeast } from '#server/contracts/actors.ts'
import type { DocumentList, DocumentSummary } from '#server/contracts/documents.ts'
import { toastProblem } from '../feedback/problem-toast.ts'
import { QueryView } from '../feedback/query-view.tsx'
import { useDocuments, usePurgeDocument, useRestoreDocument } from '../hooks/use-documents.ts'
import { RelativeTime } from '../relative-time.tsx'
import { Button } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
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
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-hairline border-b py-4">
      <div className="min-w-0 grow basis-48">
        <p className="display truncate text-xl">{title}</p>
        <p className="text-muted text-sm">
          {page.trashedAt ? (
            <>
              Thrown away <RelativeTime at={page.trashedAt} />
            </>
          ) : null}
        </p>
      </div>
      <div className="flex gap-2">
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
        {atLeast(page.role, 'owner') ? <PurgeButton page={page} /> : null}
      </div>
    </li>
  )
}

function PurgeButton({ page }: { page: DocumentSummary }) {
  const purge = usePurgeDocument()
  const [asking, setAsking] = useState(false)
  const title = untitled(page.title)
  return (
    <>
      <Button size="sm" variant="quiet" busy={purge.isPending} onClick={() => setAsking(true)}>
        Delete for good
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={`Delete “${title}” for good?`}
        description="Its text and history, its files, its jobs with their results, and the pages below it go at once, on this server and for everybody. Nothing of it can be brought back."
        action="Delete for good"
        danger
        onConfirm={() =>
          purge.mutate(page.id, {
            onSuccess: ({ pages }) =>
              toast.note(
                pages === 1 ? `“${title}” is gone` : `“${title}” and ${pages - 1} below it are gone`,
              ),
            onError: toastProblem,
          })
        }
      />
    </>
  )
}

function newestFirst(items: readonly DocumentSummary[]): DocumentSummary[] {
  return items.toSorted((a, b) => (b.trashedAt ?? '').localeCompare(a.trashedAt ?? ''))
}
