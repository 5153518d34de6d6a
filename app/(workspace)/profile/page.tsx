import type { Metadata } from 'next'
import { ProfileScreen } from '#components/profile/profile-screen.tsx'
import { workspaceData } from '../workspace-data.ts'

export const metadata: Metadata = { title: 'Profile' }

export default async function ProfilePage() {
  const { me } = await workspaceData()
  return <ProfileScreen initialMe={me} />
}
