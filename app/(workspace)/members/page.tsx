import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { MembersScreen } from '#components/workspace/members-screen.tsx'
import { attemptForPage } from '#server/http/page-attempt.ts'
import { webContext } from '#server/http/web-context.ts'
import { listMembers } from '#server/workspaces/list-members.ts'
import { FIRST_ITEMS, workspaceData } from '../workspace-data.ts'

export const metadata: Metadata = { title: 'Members' }

export default async function MembersPage() {
  const { person, me } = await workspaceData()
  const members = await attemptForPage(listMembers(webContext(), person, { limit: FIRST_ITEMS }))
  if ('refused' in members) notFound()
  return <MembersScreen initialMe={me} initialMembers={members.value} />
}
