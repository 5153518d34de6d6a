import Link from 'next/link'
import { buttonClass } from '../ui/button.tsx'
import { FullPageMessage } from './full-page-message.tsx'

/** The same words for what is missing and for what one may not see, so that addresses cannot be probed. */
export function NothingHere({ framed = false }: { framed?: boolean }) {
  return (
    <FullPageMessage
      framed={framed}
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
