import Link from 'next/link'
import type { AdminTask } from '#server/contracts/admin.ts'
import { untitled } from '../documents/untitled.ts'

type PageOfTaskProps = { task: Pick<AdminTask, 'documentId' | 'documentTitle'>; linked?: boolean }

/** The page of a job, in a table. An owner of the workspace may not read every page of it: that there is one is told, not which. */
export function PageOfTask({ task: { documentId, documentTitle }, linked = false }: PageOfTaskProps) {
  if (!documentId) return <span className="text-muted">none</span>
  if (documentTitle === null) return <span className="text-muted">closed to you</span>
  if (!linked) return untitled(documentTitle)
  return (
    <Link
      href={`/documents/${documentId}`}
      className="relative z-10 inline-block max-w-40 truncate align-bottom text-accent underline underline-offset-4"
    >
      {untitled(documentTitle)}
    </Link>
  )
}
