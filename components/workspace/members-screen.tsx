'use client'

import type { Me, Member, MemberList } from '#server/contracts/accounts.ts'
import { PageHeader } from '../documents/page-header.tsx'
import { QueryView } from '../feedback/query-view.tsx'
import { useMe } from '../hooks/use-me.ts'
import { useMembers } from '../hooks/use-members.ts'
import { RelativeTime } from '../relative-time.tsx'
import { Avatar } from '../ui/avatar.tsx'
import { Badge } from '../ui/badge.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { InviteDialog } from './invite-dialog.tsx'
import { MemberMenu } from './member-menu.tsx'
import { PendingInvitations } from './pending-invitations.tsx'
import { ROLE_WORDS } from './role-words.ts'
import { Screen, ScreenTitle } from './screen.tsx'

/** Who belongs to the workspace, and for its owners the way to ask others in. */
export function MembersScreen({ initialMe, initialMembers }: { initialMe: Me; initialMembers: MemberList }) {
  const me = useMe(initialMe).data ?? initialMe
  const members = useMembers(initialMembers)
  const owner = me.workspace.role === 'owner'
  return (
    <>
      <PageHeader crumbs={[{ label: 'Members', node: 'Members' }]} />
      <Screen>
        <ScreenTitle
          lead={`Everybody who writes in ${me.workspace.name}.`}
          actions={owner ? <InviteDialog /> : null}
        >
          Members
        </ScreenTitle>
        <QueryView query={members} loading={<SkeletonRows rows={3} label="Loading the members" />}>
          {(people) => (
            <ul className="border-hairline border-t">
              {people.map((person) => (
                <MemberRow
                  key={person.userId}
                  person={person}
                  self={person.userId === me.id}
                  manage={owner}
                />
              ))}
            </ul>
          )}
        </QueryView>
        {owner ? <PendingInvitations /> : null}
      </Screen>
    </>
  )
}

function MemberRow({ person, self, manage }: { person: Member; self: boolean; manage: boolean }) {
  return (
    <li className="flex items-center gap-4 border-hairline border-b py-4">
      <Avatar name={person.name} hue={person.hue} avatar={person.avatar} size="md" decorative />
      <div className="min-w-0 flex-1">
        <p className="flex items-center gap-2 font-medium">
          <span className="truncate">
            {person.name}
            {self ? <span className="font-normal text-muted"> (you)</span> : null}
          </span>
          {person.suspended ? <Badge tone="warning">Suspended</Badge> : null}
        </p>
        <p className="truncate text-muted text-sm">{person.email}</p>
      </div>
      <p className="hidden text-muted text-sm sm:block">
        joined <RelativeTime at={person.joinedAt} />
      </p>
      <p className="w-16 shrink-0 text-right text-soft text-sm">{ROLE_WORDS[person.role]}</p>
      {manage ? <MemberMenu person={person} self={self} /> : null}
    </li>
  )
}
