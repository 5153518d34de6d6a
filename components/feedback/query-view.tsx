'use client'

import type { ReactNode } from 'react'
import { ProblemMessage, sentenceOf } from './problem-message.tsx'

type Query<Data> = { data: Data | undefined; error: unknown; isError: boolean; refetch: () => unknown }

type QueryViewProps<Data> = {
  query: Query<Data>
  loading: ReactNode
  children: (data: Data) => ReactNode
}

/** One way through loading, failed and there. What was read once stays in sight when a later read fails, marked as old. */
export function QueryView<Data>({ query, loading, children }: QueryViewProps<Data>) {
  if (query.data === undefined)
    return query.isError ? (
      <ProblemMessage error={query.error} look="page" onRetry={() => void query.refetch()} />
    ) : (
      loading
    )
  return (
    <>
      {query.isError ? (
        <p
          role="status"
          className="mb-4 border-warning border-l-2 bg-warning-wash px-3 py-2 text-sm text-warning"
        >
          This may be out of date. {sentenceOf(query.error)}
        </p>
      ) : null}
      {children(query.data)}
    </>
  )
}
