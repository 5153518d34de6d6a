import type { Metadata } from 'next'
import { MembersScreen } from '#components/workspace/members-screen.tsx'
import { currentPerson } from '#server/http/page-guard.ts'

export const metadata: Metadata = { title: 'Members' }

export default async function MembersScreenPage() {
  await currentPerson()
  return <MembersScreen />
}
