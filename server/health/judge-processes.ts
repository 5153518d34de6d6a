import type { Database } from '#server/platform/database/database.ts'
import { type ProcessSeen, readBeats } from '#server/platform/process-beat.ts'
import { ageText, byteText, figure } from './figure.ts'
import type { Finding } from './prober.ts'

// A loop that is held up longer makes typing and pages wait.
const SLOW_LOOP_MS = 250
// Longer after its last word, a process that did not sign off is part of the past: it was taken away, or replaced elsewhere.
const MISSED_SECONDS = 600

/** The processes of a kind on all machines: those that live, and those that fell silent and were not started again. */
export type ProcessesSeen = { live: readonly ProcessSeen[]; silent: readonly ProcessSeen[] }

/** Reads what every process of a kind, on whichever machine, has told of itself. */
export async function seeProcesses(db: Database, process: string): Promise<ProcessesSeen> {
  const seen = await readBeats(db, process)
  const live = seen.filter(({ fresh }) => fresh)
  const successors = [...live]
  const silent = seen.filter((lost) => {
    if (lost.fresh || lost.silentSeconds > MISSED_SECONDS) return false
    // Each process that began on the machine after the last word of one that is gone stands in for it.
    const next = successors.findIndex(
      ({ host, seconds }) => host === lost.host && seconds < lost.silentSeconds,
    )
    if (next >= 0) successors.splice(next, 1)
    return next < 0
  })
  return { live, silent }
}

/** What is amiss with the processes themselves, on any machine; undefined where nothing is. */
export function processFault(seen: ProcessesSeen): Pick<Finding, 'state' | 'detail' | 'advice'> | undefined {
  const [lost] = seen.silent
  if (lost)
    return {
      state: 'degraded',
      detail: `${seen.live.length} of ${seen.live.length + seen.silent.length} heard of; silent on ${lost.host} for ${ageText(lost.silentSeconds)}`,
      advice: `Look at ${lost.host}: the process ended without a word, or cannot reach the database.`,
    }
  const worst = seen.live.toSorted((a, b) => loopMs(b) - loopMs(a))[0]
  if (!worst || loopMs(worst) < SLOW_LOOP_MS) return undefined
  return {
    state: 'degraded',
    detail: `answers late on ${worst.host}, by ${Math.round(loopMs(worst))} ms`,
    advice: 'The machine is short of CPU, or one request keeps the process busy.',
  }
}

/** Memory of all together, since when the youngest lives, and on how many machines they are where it is not one. */
export function processFigures({ live }: ProcessesSeen): { label: string; value: string }[] {
  if (live.length === 0) return []
  const bytes = live.reduce((all, { detail }) => all + Number(detail.rssBytes ?? 0), 0)
  const hosts = new Set(live.map(({ host }) => host)).size
  return [
    figure('memory', byteText(bytes)),
    figure('up for', ageText(Math.min(...live.map((each) => each.seconds)))),
    ...(hosts > 1 ? [figure('machines', hosts)] : []),
  ]
}

function loopMs({ detail }: ProcessSeen): number {
  return Number(detail.loopMs ?? 0)
}
