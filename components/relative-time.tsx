'use client'

import { useNow } from './hooks/use-now.ts'
import { dayText, fullText, relativeText } from './moment-words.ts'

/** When something was, as people say it; the full date on hover and for assistive technology. */
export function RelativeTime({ at, className }: { at: string; className?: string }) {
  const now = useNow()
  const moment = new Date(at)
  // Before hydration the reader's clock and time zone are unknown: the date alone is right nearly everywhere.
  const text = now === null ? dayText(moment, moment, 'UTC') : relativeText(moment, new Date(now))
  return (
    <time
      dateTime={at}
      title={now === null ? undefined : fullText(moment)}
      className={className}
      suppressHydrationWarning
    >
      {text}
    </time>
  )
}
