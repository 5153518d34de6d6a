import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { SignUpForm } from '#components/accounts/sign-up-form.tsx'
import { findPerson } from '#server/http/page-guard.ts'
import { webContext } from '#server/http/web-context.ts'
import { readDoor } from '#server/workspaces/read-door.ts'

export const metadata: Metadata = { title: 'Sign up' }

/** Only where the workspace is open; the page to sign in says how else one joins. */
export default async function SignUpPage() {
  if (await findPerson()) redirect('/')
  const door = await readDoor(webContext())
  if (!door) redirect('/setup')
  if (door.registration !== 'open') redirect('/sign-in')
  return <SignUpForm workspaceName={door.workspaceName} />
}
