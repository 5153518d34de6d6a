import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { AdminScreen } from '#components/admin/admin-screen.tsx'
import { currentPerson } from '#server/http/page-guard.ts'

export const metadata: Metadata = { title: 'Admin' }

/** For owners; to everybody else it does not exist. */
export default async function AdminPage() {
  const person = await currentPerson()
  if (!person.memberships.some(({ role }) => role === 'owner')) notFound()
  return <AdminScreen />
}
