import type { Metadata } from 'next'
import { TrashScreen } from '#components/documents/trash-screen.tsx'
import { currentPerson } from '#server/http/page-guard.ts'

export const metadata: Metadata = { title: 'Trash' }

export default async function TrashScreenPage() {
  await currentPerson()
  return <TrashScreen />
}
