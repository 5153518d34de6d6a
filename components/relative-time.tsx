'use client'

import { useNow } from './hooks/use-now.ts'
import { dayText, fullText, relativeText, untilText } from './moment-words.ts'

type MomentProps = { at: string; className?: string | undefined }

/** When something was, as people say it; the full date on hover and for assistive technology. */
export function RelativeTime(props: MomentProps) {
  return <MomentInWords {...props} wordsOf={relativeText} />
}

/** Until when something holds, to stand after that word. */
export function UntilTime(props: MomentProps) {
  return <MomentInWords {...props} wordsOf={untilText} />
}

function MomentInWords({
  at,
  className,
  wordsOf,
}: MomentProps & { wordsOf: (moment: Date, now: Date) => string }) {
  const now = useNow()
  const moment = new Date(at)
  // Before hydration the reader's clock and time zone are unknown: the date alone is right nearly everywhere.
  const text = now === null ? dayText(moment, moment, 'UTC') : wordsOf(moment, new Date(now))
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
