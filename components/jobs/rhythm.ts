/** How often a job is repeated, as the form holds it. */
export type Rhythm = {
  every: 'day' | 'workday' | 'week' | 'month' | 'cron'
  /** 0 for Sunday, as cron counts. */
  weekday: string
  /** 1 to 31, or L for the last. */
  monthDay: string
  cron: string
}

export const DAILY: Rhythm = { every: 'day', weekday: '1', monthDay: '1', cron: '' }

export const WEEKDAYS = [
  'Sunday',
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
] as const

/** Five fields of cron for what was chosen, or what must be mended. */
export function readRhythm(rhythm: Rhythm, time: string): { cron: string } | { fault: string } {
  if (rhythm.every === 'cron') {
    const cron = rhythm.cron.trim().replaceAll(/\s+/g, ' ')
    return cron.split(' ').length === 5 ? { cron } : { fault: 'Five fields, as in 0 9 * * 1-5' }
  }
  const [, hour, minute] = /^(\d\d):(\d\d)$/.exec(time) ?? []
  if (hour === undefined || minute === undefined) return { fault: 'Choose a time' }
  const at = `${Number(minute)} ${Number(hour)}`
  switch (rhythm.every) {
    case 'day':
      return { cron: `${at} * * *` }
    case 'workday':
      return { cron: `${at} * * 1-5` }
    case 'week':
      return { cron: `${at} * * ${rhythm.weekday}` }
    case 'month':
      return { cron: `${at} ${rhythm.monthDay} * *` }
  }
}

/** A schedule's rhythm in words, "Every Monday at 09:00"; what the form cannot say stands as cron. */
export function rhythmWords(cron: string): string {
  const [, minute = '', hour = '', day = '', weekday = ''] =
    /^(\d{1,2}) (\d{1,2}) (\*|\d{1,2}|L) \* (\*|1-5|[0-6])$/.exec(cron) ?? []
  if (minute === '' || (day !== '*' && weekday !== '*')) return `By cron, ${cron}`
  const at = `at ${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`
  if (day === 'L') return `On the last day of each month ${at}`
  if (day !== '*') return `On day ${day} of each month ${at}`
  if (weekday === '*') return `Every day ${at}`
  return weekday === '1-5' ? `From Monday to Friday ${at}` : `Every ${WEEKDAYS[Number(weekday)]} ${at}`
}
