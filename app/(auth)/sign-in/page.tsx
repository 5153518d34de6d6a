import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { SignInForm } from '#components/accounts/sign-in-form.tsx'
import { isSetupNeeded } from '#server/accounts/setup-state.ts'
import { findPerson } from '#server/http/page-guard.ts'
import { webContext } from '#server/http/web-context.ts'

export const metadata: Metadata = { title: 'Sign in' }

export default async function SignInPage() {
  if (await findPerson()) redirect('/')
  if (await isSetupNeeded(webContext())) redirect('/setup')
  return <SignInForm />
}
