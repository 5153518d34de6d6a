'use client'

import Link from 'next/link'
import type { ReactNode } from 'react'
import type { DocumentSummary } from '#server/contracts/documents.ts'
import { pathToPage } from '../documents/build-page-tree.ts'
import { type Crumb, PageHeader } from '../documents/page-header.tsx'
import { PageMenu } from '../documents/page-menu.tsx'
import { untitled } from '../documents/untitled.ts'
import { useDocuments } from '../hooks/use-documents.ts'

type DocumentFrameProps = {
  document: DocumentSummary
  /** The title as it stands in the open page. */
  title: string
  presence?: ReactNode
  saved?: ReactNode
  actions?: ReactNode
  /** Figures of the page, below what its menu can do. */
  facts?: ReactNode
  notice?: ReactNode
  panel?: ReactNode
  children: ReactNode
}

/** Header, notice, column of text and panel of a page; the same before its room is open, so nothing jumps. */
export function DocumentFrame({
  document,
  title,
  presence,
  saved,
  actions,
  facts,
  notice,
  panel,
  children,
}: DocumentFrameProps) {
  return (
    <div className="flex min-h-dvh flex-col">
      <PageHeader
        crumbs={useCrumbs(document, title)}
        presence={presence}
        saved={saved}
        actions={actions}
        menu={<PageMenu page={{ id: document.id, role: document.role, title }} size="sm" facts={facts} />}
      />
      {notice}
      <div className="flex flex-1">
        <article className="page-column">{children}</article>
        {panel}
      </div>
    </div>
  )
}

function useCrumbs(document: DocumentSummary, title: string): Crumb[] {
  const pages = useDocuments().data?.items ?? []
  const above = pathToPage(pages, document.id).slice(0, -1)
  return [
    ...above.map((page) => ({
      label: page.id,
      node: (
        <Link href={`/documents/${page.id}`} className="hover:text-ink">
          {untitled(page.title)}
        </Link>
      ),
    })),
    { label: document.id, node: untitled(title) },
  ]
}
