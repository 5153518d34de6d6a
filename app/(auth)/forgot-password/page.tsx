import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { ForgotPassword } from '#components/accounts/forgot-password.tsx'
import { webContext } from '#server/http/web-context.ts'
import { readDoor } from '#server/workspaces/read-door.ts'

export const metadata: Metadata = { title: 'Forgot your password?' }

export default async function ForgotPasswordPage() {
  const door = await readDoor(webContext())
  if (!door) redirect('/setup')
  return <ForgotPassword mail={door.mail} />
}
