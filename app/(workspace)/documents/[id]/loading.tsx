import { PageHeader } from '#components/documents/page-header.tsx'
import { PageSkeleton } from '#components/editor/page-skeleton.tsx'

export default function Loading() {
  return (
    <>
      <PageHeader crumbs={[]} />
      <div className="page-column">
        <PageSkeleton />
      </div>
    </>
  )
}
