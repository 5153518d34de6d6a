'use client'

import { PageHeader } from '#components/documents/page-header.tsx'
import { ErrorScreen } from '#components/feedback/error-screen.tsx'

export default function WorkspaceError({
  error,
  reset,
}: {
  error: Error & { digest?: string }
  reset: () => void
}) {
  return (
    <>
      <PageHeader crumbs={[{ label: 'Error', node: 'Error' }]} />
      <ErrorScreen framed error={error} onRetry={reset} />
    </>
  )
}
