import type { Metadata } from 'next'
import Link from 'next/link'
import { FullPageMessage } from '#components/feedback/full-page-message.tsx'
import { buttonClass } from '#components/ui/button.tsx'

export const metadata: Metadata = { title: 'Link ended' }

/** Where a link leads that opens nothing: revoked, expired, mistyped, or its page is in the trash. Which one it is, is not told. */
export default function SharedEndedPage() {
  return (
    <FullPageMessage
      title="This link opens nothing any more"
      actions={
        <Link href="/sign-in" className={buttonClass({ variant: 'outline', size: 'lg' })}>
          Sign in instead
        </Link>
      }
    >
      <p>It was revoked, its time is over, or a part of it is missing. Whoever sent it can make another.</p>
    </FullPageMessage>
  )
}
