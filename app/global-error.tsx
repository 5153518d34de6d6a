'use client'

import './globals.css'
import { ErrorScreen } from '#components/feedback/error-screen.tsx'

/** Stands in for the root layout itself when that fails, so it brings its own html and follows the system's theme. */
export default function GlobalError({
  error,
  reset,
}: {
  error: Error & { digest?: string }
  reset: () => void
}) {
  return (
    <html lang="en">
      <body>
        <title>Something went wrong · Weft</title>
        <ErrorScreen error={error} onRetry={reset} />
      </body>
    </html>
  )
}
