import Link from 'next/link'
import { buttonClass } from '../ui/button.tsx'

/** A link that no longer opens anything, and what to do about it. */
export function InvitationRefused({ message }: { message: string }) {
  return (
    <>
      <h1 className="display text-4xl">This invitation has ended</h1>
      <p className="mt-3 text-lg text-soft">{message}</p>
      <p className="mt-3 text-lg text-soft">
        Ask whoever invited you for a new link; it takes them a few seconds.
      </p>
      <div className="mt-8">
        <Link href="/sign-in" className={buttonClass({ variant: 'outline', size: 'lg' })}>
          Sign in instead
        </Link>
      </div>
    </>
  )
}
