import Link from 'next/link'
import { FullPageMessage } from '#components/feedback/full-page-message.tsx'
import { buttonClass } from '#components/ui/button.tsx'

export default function NotFound() {
  return (
    <FullPageMessage
      title="There is nothing here"
      actions={
        <Link href="/" className={buttonClass({ variant: 'primary' })}>
          Go home
        </Link>
      }
    >
      <p>
        The page was removed, its address has a slip in it, or it belongs to people who have not shared it
        with you. Whoever sent you here can tell which.
      </p>
    </FullPageMessage>
  )
}
