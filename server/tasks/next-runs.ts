import { Cron } from 'croner'
import { SCHEDULE_EVERY_MIN } from '#server/contracts/schedules.ts'
import { AppError } from '#server/platform/errors.ts'

export type Rhythm = { cron: string; timeZone: string }

// Over so many runs the distance is looked at: a day of the densest schedule that is allowed.
const LOOKED_AT = (24 * 60) / SCHEDULE_EVERY_MIN

/**
 * The next `count` moments of a schedule after another; fewer where no more come. A time of day that the clocks leave out comes at
 * the moment at which they go on, one that they repeat comes the first time only; what comes every so many minutes or hours
 * goes on by real time.
 */
export function nextRuns({ cron, timeZone }: Rhythm, after: Date, count: number): Date[] {
  return new Cron(cron, {
    mode: '5-part',
    timezone: timeZone,
    fixedTimeRule: 'no-wildcard',
    paused: true,
  }).nextRuns(count, after)
}

/** Throws `invalid-input` for a rhythm that cannot be read, that never comes, or that comes too often. */
export function requireRhythm(rhythm: Rhythm, now: Date): void {
  const runs = readRuns(rhythm, now)
  if (runs.length === 0) throw invalid('cron', 'This never comes.')
  const tooOften = runs.some(
    (run, index) =>
      index > 0 && run.getTime() - (runs[index - 1]?.getTime() ?? 0) < SCHEDULE_EVERY_MIN * 60_000,
  )
  if (tooOften) throw invalid('cron', `A job can be repeated every ${SCHEDULE_EVERY_MIN} minutes at most.`)
}

function readRuns(rhythm: Rhythm, now: Date): Date[] {
  // Every day exists in every zone, so this can fail for the zone alone.
  const daily = { ...rhythm, cron: '0 12 * * *' }
  attempt(() => nextRuns(daily, now, 1), 'timeZone', 'This time zone is not known here.')
  return attempt(
    () => nextRuns(rhythm, now, LOOKED_AT),
    'cron',
    'This cannot be read as five fields of cron.',
  )
}

function attempt<T>(read: () => T, path: string, message: string): T {
  try {
    return read()
  } catch (error) {
    throw invalid(path, message, error)
  }
}

function invalid(path: string, message: string, cause?: unknown): AppError {
  return new AppError('invalid-input', message, { faults: [{ path, message }], cause })
}
