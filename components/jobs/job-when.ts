import { DAILY, type Rhythm, readRhythm } from './rhythm.ts'

/** When a job is to begin, as the form holds it: date and time as the browser's fields write them, in the person's zone. */
export type JobWhen = { start: 'now' | 'later' | 'repeatedly'; date: string; time: string; rhythm: Rhythm }

export const AT_ONCE: JobWhen = { start: 'now', date: '', time: '', rhythm: DAILY }

/** The moment, or the rhythm, that was chosen, or what must be mended. An hour that a change of the clocks leaves out is the one after it. */
export function readWhen({
  start,
  date,
  time,
  rhythm,
}: JobWhen): { runAt?: string } | { cron: string } | { fault: string } {
  if (start === 'now') return {}
  if (start === 'repeatedly') return readRhythm(rhythm, time)
  const moment = new Date(`${date}T${time}`)
  if (Number.isNaN(moment.getTime())) return { fault: 'Choose a day and a time' }
  return { runAt: moment.toISOString() }
}

/** What stands in the fields when they first appear: the next full hour that is at least half an hour away. */
export function soon(now: Date): Pick<JobWhen, 'date' | 'time'> {
  const moment = new Date(now.getTime() + 90 * 60_000)
  return { date: dateField(moment), time: `${two(moment.getHours())}:00` }
}

/** A day as the browser's date field holds it, in the person's zone. */
export function dateField(moment: Date): string {
  return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
