import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { SignInForm } from '#components/accounts/sign-in-form.tsx'
import { findPerson } from '#server/http/page-guard.ts'
import { webContext } from '#server/http/web-context.ts'
import { readDoor } from '#server/workspaces/read-door.ts'

export const metadata: Metadata = { title: 'Sign in' }

export default async function SignInPage() {
  if (await findPerson()) redirect('/')
  const door = await readDoor(webContext())
  if (!door) redirect('/setup')
  return <SignInForm registration={door.registration} />
}
