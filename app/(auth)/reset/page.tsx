import type { Metadata } from 'next'
import { ResetPassword } from '#components/accounts/reset-password.tsx'

export const metadata: Metadata = { title: 'Choose a new password', referrer: 'no-referrer' }

export default function ResetPage() {
  return <ResetPassword />
}
