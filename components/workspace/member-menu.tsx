'use client'

import { Ban, Ellipsis, Eraser, KeyRound, LogIn, UserMinus } from 'lucide-react'
import { useState } from 'react'
import type { Member } from '#server/contracts/accounts.ts'
import { WORKSPACE_ROLES } from '#server/contracts/actors.ts'
import { toastProblem } from '../feedback/problem-toast.ts'
import { useChangeMember } from '../hooks/use-members.ts'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { Menu, MenuChoice, MenuItem, MenuSeparator } from '../ui/menu.tsx'
import { toast } from '../ui/toast.tsx'
import { ErasePersonDialog } from './erase-person-dialog.tsx'
import { RemoveMemberDialog } from './remove-member-dialog.tsx'
import { ResetLinkDialog } from './reset-link-dialog.tsx'
import { ROLE_WORDS } from './role-words.ts'

const ROLES = WORKSPACE_ROLES.map((value) => ({ value, label: ROLE_WORDS[value] }))

type Asking = 'suspend' | 'remove' | 'erase' | 'reset' | null

/** What an owner may do about somebody. */
export function MemberMenu({ person, self }: { person: Member; self: boolean }) {
  const [asking, setAsking] = useState<Asking>(null)
  const change = useChangeMember(person.userId)
  const { name, role, suspended } = person
  const ask = (what: Asking) => (open: boolean) => setAsking(open ? what : null)
  return (
    <>
      <Menu
        trigger={
          <IconButton label={`Actions for ${name}`}>
            <Ellipsis aria-hidden="true" size={16} />
          </IconButton>
        }
      >
        <MenuChoice
          label="Role"
          value={role}
          onChange={(next) => change.mutate({ role: next }, { onError: toastProblem })}
          options={ROLES}
        />
        {self ? null : (
          <>
            <MenuSeparator />
            <MenuItem
              icon={<KeyRound aria-hidden="true" size={15} />}
              disabled={suspended}
              onSelect={() => setAsking('reset')}
            >
              Reset link
            </MenuItem>
            {suspended ? (
              <MenuItem
                icon={<LogIn aria-hidden="true" size={15} />}
                onSelect={() =>
                  change.mutate(
                    { suspended: false },
                    { onSuccess: () => toast.note(`${name} may sign in again`), onError: toastProblem },
                  )
                }
              >
                Lift the suspension
              </MenuItem>
            ) : (
              <MenuItem icon={<Ban aria-hidden="true" size={15} />} onSelect={() => setAsking('suspend')}>
                Suspend
              </MenuItem>
            )}
            <MenuItem
              danger
              icon={<UserMinus aria-hidden="true" size={15} />}
              onSelect={() => setAsking('remove')}
            >
              Remove
            </MenuItem>
            <MenuItem
              danger
              icon={<Eraser aria-hidden="true" size={15} />}
              onSelect={() => setAsking('erase')}
            >
              Erase this person…
            </MenuItem>
          </>
        )}
      </Menu>
      <ConfirmDialog
        open={asking === 'suspend'}
        onOpenChange={ask('suspend')}
        title={`Suspend ${name}?`}
        description="They are signed out everywhere within a second, their API keys and the links that they made are revoked for good, and they cannot sign in until an owner lifts it. What they wrote stays."
        action="Suspend"
        danger
        onConfirm={() =>
          change.mutate(
            { suspended: true },
            { onSuccess: () => toast.note(`${name} is suspended`), onError: toastProblem },
          )
        }
      />
      <RemoveMemberDialog person={person} open={asking === 'remove'} onOpenChange={ask('remove')} />
      <ErasePersonDialog person={person} open={asking === 'erase'} onOpenChange={ask('erase')} />
      <ResetLinkDialog person={person} open={asking === 'reset'} onOpenChange={ask('reset')} />
    </>
  )
}
