'use client'

import { useNow } from './hooks/use-now.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
// What was read after the last tick of the page's clock, or from a server whose clock is a little ahead, is not yet to come.
const AHEAD_MS = 8_000

/** When something was, as people say it; the full date on hover and for assistive technology. */
export function RelativeTime({ at, className }: { at: string; className?: string }) {
  const now = useNow()
  const moment = new Date(at)
  // Before hydration the reader's clock and time zone are unknown: the date alone is right nearly everywhere.
  const text = now === null ? dayOf(moment, moment, 'UTC') : relativeText(moment, new Date(now))
  const full = moment.toLocaleString('en', { dateStyle: 'full', timeStyle: 'short' })
  return (
    <time
      dateTime={at}
      title={now === null ? undefined : full}
      className={className}
      suppressHydrationWarning
    >
      {text}
    </time>
  )
}

/** "just now", "5 min ago", "in 2 h", "yesterday", "12 Nov", "12 Nov 2025": by distance from `now`. */
export function relativeText(moment: Date, now: Date): string {
  const distance = now.getTime() - moment.getTime()
  const size = Math.abs(distance)
  if (size < 45_000) return distance > -AHEAD_MS ? 'just now' : 'in a moment'
  if (size < HOUR) return sided(distance, `${Math.max(1, Math.round(size / MINUTE))} min`)
  if (size < 22 * HOUR && sameDay(moment, now)) return sided(distance, `${Math.round(size / HOUR)} h`)
  if (distance > 0 && sameDay(moment, new Date(now.getTime() - DAY))) return 'yesterday'
  if (distance < 0 && sameDay(moment, new Date(now.getTime() + DAY))) return 'tomorrow'
  if (size < 7 * DAY) return sided(distance, `${Math.max(1, Math.round(size / DAY))} d`)
  return dayOf(moment, now)
}

/** The time of day to the millisecond, `13:05:09.042`: where steps of one act are told apart. */
export function clockText(at: string): string {
  const moment = new Date(at)
  return `${moment.toLocaleTimeString('en-GB')}.${String(moment.getMilliseconds()).padStart(3, '0')}`
}

function sided(distance: number, text: string): string {
  return distance >= 0 ? `${text} ago` : `in ${text}`
}

function sameDay(a: Date, b: Date): boolean {
  return a.toDateString() === b.toDateString()
}

function dayOf(moment: Date, now: Date, timeZone?: string): string {
  const year = moment.getFullYear() === now.getFullYear() ? undefined : 'numeric'
  return moment.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year, timeZone })
}
