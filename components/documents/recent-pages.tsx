'use client'

import { Plus } from 'lucide-react'
import Link from 'next/link'
import type { Me } from '#server/contracts/accounts.ts'
import type { DocumentList, DocumentSummary } from '#server/contracts/documents.ts'
import { QueryView } from '../feedback/query-view.tsx'
import { useDocuments } from '../hooks/use-documents.ts'
import { useMe } from '../hooks/use-me.ts'
import { RelativeTime } from '../relative-time.tsx'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { Screen, ScreenTitle } from '../workspace/screen.tsx'
import { PageHeader } from './page-header.tsx'
import { untitled } from './untitled.ts'
import { useNewPage } from './use-new-page.ts'

const RECENT_MAX = 30

type RecentPagesProps = { initialMe: Me; initialDocuments: DocumentList }

/** Home: the pages that were edited last, as a list to read rather than a grid to scan. */
export function RecentPages({ initialMe, initialDocuments }: RecentPagesProps) {
  const me = useMe(initialMe).data ?? initialMe
  const documents = useDocuments({ initialData: initialDocuments })
  const newPage = useNewPage()
  // Guests add pages only below those they were given, so the top is not offered to them.
  const create =
    me.workspace.role === 'guest' ? null : (
      <Button variant="primary" busy={newPage.isPending} onClick={() => newPage.create(null)}>
        <Plus aria-hidden="true" size={16} />
        New page
      </Button>
    )
  return (
    <>
      <PageHeader crumbs={[{ label: 'Home', node: 'Home' }]} />
      <Screen>
        <ScreenTitle actions={create}>Recent pages</ScreenTitle>
        <QueryView query={documents} loading={<SkeletonRows label="Loading your pages" />}>
          {({ items }) =>
            items.length === 0 ? (
              <EmptyState title="A blank loom" action={create}>
                Pages that you and your team write appear here, the last edited first. Begin with one;
                everything can be moved and renamed later.
              </EmptyState>
            ) : (
              <ol className="border-hairline border-t">
                {newestFirst(items).map((page) => (
                  <RecentPage key={page.id} page={page} />
                ))}
              </ol>
            )
          }
        </QueryView>
      </Screen>
    </>
  )
}

function RecentPage({ page }: { page: DocumentSummary }) {
  return (
    <li className="group relative border-hairline border-b py-5">
      <div className="flex items-baseline justify-between gap-6">
        <h2 className="display min-w-0 truncate text-xl leading-7">
          <Link
            href={`/documents/${page.id}`}
            className="transition-colors after:absolute after:inset-0 group-hover:text-accent"
          >
            {untitled(page.title)}
          </Link>
        </h2>
        <RelativeTime at={page.editedAt} className="figures shrink-0 text-muted text-sm" />
      </div>
      <p className="mt-1 line-clamp-2 max-w-[68ch] text-base text-soft">
        {page.preview || <span className="text-muted">Nothing written yet</span>}
      </p>
    </li>
  )
}

function newestFirst(items: readonly DocumentSummary[]): DocumentSummary[] {
  return items.toSorted((a, b) => b.editedAt.localeCompare(a.editedAt)).slice(0, RECENT_MAX)
}
