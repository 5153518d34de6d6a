import { randomInt } from 'node:crypto'
import { documentChannel, type PresentJob } from '#server/contracts/collaboration.ts'
import type { Context } from '#server/platform/context.ts'
import { type DistantEntry, presenceSignals } from './internal/presence-signals.ts'

// What a process that opens the page later has to wait for; half of what others give a worker that is silent.
const SAY_EVERY_MS = 2_000
// Many parts may end at once; the newest is told.
const PROGRESS_EVERY_MS = 500
const CLIENT_IDS = 2 ** 32

/** A job that takes part in a page. */
export interface JobSeat {
  /** Tells how far it is, twice a second at most. Any number of calls. */
  tell(progress: string): void
  /** Nobody sees it there any more. Any number of calls. */
  leave(): void
}

/**
 * Lets everybody on the page see that this job writes there, as they see people: as an entry of awareness, made here and told by
 * signals to the processes that have the page open. Nothing is stored. A worker that dies is missed after 5 s, and a later attempt of the
 * same task takes the place of an earlier one. Never throws.
 */
export function joinAsJob(
  { bus }: Pick<Context, 'bus'>,
  documentId: string,
  job: Omit<PresentJob, 'progress'>,
): JobSeat {
  const { taskId, kind, askedBy } = job
  const id = `job:${taskId}`
  const channel = documentChannel(documentId)
  // Nobody can have taken it beforehand to keep the job out of sight.
  const clientId = randomInt(CLIENT_IDS)
  // For clients that know only people: whoever shows names shows this one.
  const user = { id, name: askedBy === null ? kind : `${kind} for ${askedBy}`, hue: hueOf(taskId) }
  let progress: string | null = null
  let clock = 0
  let saidAt = 0
  let telling: NodeJS.Timeout | undefined
  const say = (entries: readonly DistantEntry[]): void => {
    const word = { node: id, documentId, kind: 'job', entries } as const
    for (const signal of presenceSignals(word, clock)) bus.notify(channel, signal)
  }
  const stay = (): void => {
    // Clients forget whom they have not heard of for half a minute, and hear only what is newer.
    clearTimeout(telling)
    telling = undefined
    clock += 1
    saidAt = performance.now()
    say([{ clientId, clock, state: JSON.stringify({ job: { ...job, progress }, user }), account: id }])
  }
  stay()
  const timer = setInterval(stay, SAY_EVERY_MS).unref()
  return {
    tell(next) {
      if (next === progress) return
      progress = next
      telling ??= setTimeout(stay, Math.max(0, saidAt + PROGRESS_EVERY_MS - performance.now()))
    },
    leave() {
      clearInterval(timer)
      clearTimeout(telling)
      clock += 1
      say([])
    },
  }
}

/** The end of the id is random. */
function hueOf(taskId: string): number {
  return Number.parseInt(taskId.slice(-6), 16) % 360
}
