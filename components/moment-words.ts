// How moments are written, everywhere: one place, so that the same moment never stands in two ways on a screen.

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
// What was read after the last tick of the page's clock, or from a server whose clock is a little ahead, is not yet to come.
const AHEAD_MS = 8_000

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
  return dayText(moment, now)
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

/** "12 Nov", with the year where it is not that of `now`. In the reader's time zone unless another is named. */
export function dayText(moment: Date, now: Date, timeZone?: string): string {
  const year = moment.getFullYear() === now.getFullYear() ? undefined : 'numeric'
  return moment.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year, timeZone })
}

/** Until when something holds: "13:05 today", "13:05 tomorrow", "17 Mar", with the year where it is not this one. */
export function untilText(moment: Date, now: Date): string {
  if (sameDay(moment, now)) return `${minuteText(moment)} today`
  if (sameDay(moment, new Date(now.getTime() + DAY))) return `${minuteText(moment)} tomorrow`
  return dayText(moment, now)
}

/** The whole date and the time, for those who want it exactly. */
export function fullText(moment: Date): string {
  return moment.toLocaleString('en', { dateStyle: 'full', timeStyle: 'short' })
}

/** The day within a week: "Tue". */
export function weekdayText(moment: Date): string {
  return moment.toLocaleDateString('en-GB', { weekday: 'short' })
}

/** A day of a chart, whose days begin at midnight UTC: "3 Nov". */
export function chartDayText(moment: Date): string {
  return moment.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })
}

/** As `chartDayText`, with the weekday: "Tue 3 Nov". */
export function chartWeekdayText(moment: Date): string {
  return moment.toLocaleDateString('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    timeZone: 'UTC',
  })
}

/** "Tue 3": where the month is clear. */
export function weekdayNumberText(moment: Date): string {
  return moment.toLocaleDateString('en-GB', { weekday: 'short', day: 'numeric' })
}

/** "12:30". */
export function minuteText(moment: Date): string {
  return moment.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
}

/** The reader's time zone, "Europe/Paris": beside moments that a person types. */
export function zoneName(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone
}
