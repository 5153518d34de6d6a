'use client'

import '../presence/presence.css'
import './profile.css'
import type { Me } from '#server/contracts/accounts.ts'
import { PageHeader } from '../documents/page-header.tsx'
import { useMe } from '../hooks/use-me.ts'
import { Screen, ScreenTitle } from '../workspace/screen.tsx'
import { ApiKeys } from './api-keys.tsx'
import { FacePicker } from './face-picker.tsx'
import { LeaveWorkspace } from './leave-workspace.tsx'
import { LookForm } from './look-form.tsx'
import { PasswordSection } from './password-section.tsx'
import { SessionList } from './session-list.tsx'

/** Everything about one's own account: how others see one, the password, the browsers, the keys, the way out. */
export function ProfileScreen({ initialMe }: { initialMe: Me }) {
  const me = useMe(initialMe).data ?? initialMe
  return (
    <>
      <PageHeader crumbs={[{ label: 'Profile', node: 'Profile' }]} />
      <Screen>
        <ScreenTitle lead="How others see you on a page, and what lets you in.">Profile</ScreenTitle>
        <FacePicker me={me} />
        <LookForm key={`${me.name} ${me.hue}`} me={me} />
        <PasswordSection email={me.email} />
        <SessionList />
        <ApiKeys />
        <LeaveWorkspace me={me} />
      </Screen>
    </>
  )
}
