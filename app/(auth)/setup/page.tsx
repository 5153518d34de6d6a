import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { SetupForm } from '#components/accounts/setup-form.tsx'
import { isSetupNeeded } from '#server/accounts/setup-state.ts'
import { webContext } from '#server/http/web-context.ts'

export const metadata: Metadata = { title: 'Set up' }

export default async function SetupPage() {
  if (!(await isSetupNeeded(webContext()))) redirect('/sign-in')
  return <SetupForm />
}
