'use client'

import Link from 'next/link'
import { ApiProblem } from '../api-client.ts'
import { Button, buttonClass } from '../ui/button.tsx'
import { FullPageMessage } from './full-page-message.tsx'
import { sentenceOf } from './problem-message.tsx'
import { RequestReference } from './request-reference.tsx'

type ErrorScreenProps = { error: Error & { digest?: string }; onRetry: () => void; framed?: boolean }

/** What stands where a page failed to render. `digest` is how the server's log names the error. */
export function ErrorScreen({ error, onRetry, framed = false }: ErrorScreenProps) {
  const reference = error instanceof ApiProblem ? error.requestId : error.digest
  return (
    <FullPageMessage
      framed={framed}
      title="A thread broke"
      actions={
        <>
          <Button variant="primary" onClick={onRetry}>
            Try again
          </Button>
          <Link href="/" className={buttonClass({ variant: 'outline' })}>
            Go home
          </Link>
        </>
      }
    >
      <p>{sentenceOf(error)}</p>
      <p>Nothing that was saved is affected.</p>
      {reference ? <RequestReference id={reference} label="Reference" /> : null}
    </FullPageMessage>
  )
}
