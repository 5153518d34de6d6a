'use client'

import { QueryView } from '../feedback/query-view.tsx'
import { useDocument } from '../hooks/use-documents.ts'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { Screen, ScreenTitle } from '../workspace/screen.tsx'
import { PageHeader } from './page-header.tsx'
import { untitled } from './untitled.ts'

/** A page by its title and its first lines, for reading. */
export function PageOutline({ id }: { id: string }) {
  const page = useDocument(id)
  const title = untitled(page.data?.title ?? '')
  return (
    <>
      <PageHeader crumbs={[{ label: 'Page', node: title }]} />
      <Screen>
        <QueryView query={page} loading={<SkeletonRows label="Loading the page" />}>
          {(document) => (
            <>
              <ScreenTitle>{title}</ScreenTitle>
              <p className="max-w-[68ch] text-lg">{document.preview}</p>
            </>
          )}
        </QueryView>
      </Screen>
    </>
  )
}
