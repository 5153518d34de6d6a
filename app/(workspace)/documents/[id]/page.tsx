import { notFound } from 'next/navigation'
import { PageOutline } from '#components/documents/page-outline.tsx'
import { Id } from '#server/contracts/identifiers.ts'
import { currentPerson } from '#server/http/page-guard.ts'

export default async function DocumentPage({ params }: PageProps<'/documents/[id]'>) {
  await currentPerson()
  const id = Id.safeParse((await params).id)
  if (!id.success) notFound()
  return <PageOutline id={id.data} />
}
