'use client'

import { CloudOff, TriangleAlert } from 'lucide-react'
import { ApiProblem } from '../api-client.ts'
import { Button } from '../ui/button.tsx'
import { classNames } from '../ui/class-names.ts'
import { RequestReference } from './request-reference.tsx'

type ProblemMessageProps = {
  error: unknown
  /** Offered when trying again can help. */
  onRetry?: () => void
  /** `inline` stands inside a form or a list, `page` stands for the whole region. */
  look?: 'inline' | 'page'
}

/** The sentence that a person can act on, with the request id to copy; announced as soon as it appears. */
export function ProblemMessage({ error, onRetry, look = 'inline' }: ProblemMessageProps) {
  const problem = error instanceof ApiProblem ? error : null
  const Icon = problem?.offline ? CloudOff : TriangleAlert
  return (
    <div
      role="alert"
      className={classNames(
        // Also where it is as wide as its words: a long id would be wider than the screen.
        'flex max-w-full gap-3 text-base',
        look === 'page'
          ? 'border-hairline border-t py-10'
          : 'border-danger border-l-2 bg-danger-wash px-4 py-3',
      )}
    >
      <Icon aria-hidden="true" size={18} className="mt-0.5 shrink-0 text-danger" />
      <div className="flex min-w-0 flex-col items-start gap-2">
        <p className="max-w-[60ch] text-ink">{sentenceOf(error)}</p>
        {problem?.requestId ? <RequestReference id={problem.requestId} /> : null}
        {onRetry && (problem?.retryable ?? true) ? (
          <Button size="sm" onClick={onRetry}>
            Try again
          </Button>
        ) : null}
      </div>
    </div>
  )
}

/** What to say of any error: the server's own sentence, else one that at least tells what to do. */
export function sentenceOf(error: unknown): string {
  if (error instanceof ApiProblem) return error.message
  return 'Something went wrong on this page. Reload it; if it happens again, tell whoever runs this server.'
}
