import { PageHeader } from '#components/documents/page-header.tsx'
import { NothingHere } from '#components/feedback/nothing-here.tsx'

export default function NotFoundInWorkspace() {
  return (
    <>
      <PageHeader crumbs={[{ label: 'Not found', node: 'Not found' }]} />
      <NothingHere framed />
    </>
  )
}
