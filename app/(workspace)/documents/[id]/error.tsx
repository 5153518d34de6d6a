'use client'

import { ErrorScreen } from '#components/feedback/error-screen.tsx'

export default function DocumentError({
  error,
  reset,
}: {
  error: Error & { digest?: string }
  reset: () => void
}) {
  return <ErrorScreen error={error} onRetry={reset} />
}
