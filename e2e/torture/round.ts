import { type Account, call } from './account.ts'
import type { Random } from './random.ts'
import { acknowledged, countEdits, pending, type } from './typing.ts'
import type { Victim, WeftProcess } from './weft-process.ts'
import { hashOf, readLines, Writer, waitUntil } from './writer.ts'

const WRITERS = 5
/** The kill falls after this many acknowledged edits, so that there is something to lose. */
const LEAST_ACKNOWLEDGED = 500
const JOBS = 6
/** All clients back in step: P3 of the promises gives 15 s; a busy machine may take longer without losing anything. */
const RECOVERY_MS = 60_000

export type RoundReport = {
  victim: Victim
  acknowledged: number
  /** Edits in flight when the victim was killed. */
  pending: number
  lost: string[]
  doubled: string[]
  peersEqual: boolean
  jobsAccepted: number
  jobsLost: string[]
  resultsDoubled: string[]
  /** From the kill until every writer had everything acknowledged again. */
  recoveredMs: number
}

/**
 * Five people type and jobs run while the victim is killed. At the same moment everybody's network goes, so nobody can bring
 * back what the server forgot: what a fresh client then sees is what the server kept of its promises. Afterwards the writers
 * come back with what they typed meanwhile, and everything has to be there once.
 */
export async function runRound(
  weft: WeftProcess,
  account: Account,
  documentId: string,
  victim: Victim,
  random: Random,
  least = LEAST_ACKNOWLEDGED,
): Promise<RoundReport> {
  const writers = Array.from({ length: WRITERS }, (_, index) => new Writer(account, documentId, `w${index}`))
  const jobs = new Set<string>()
  try {
    await waitUntil(() => writers.every((writer) => writer.synced), 30_000, 'the writers to be in step')
    const typing = type(writers, random)
    const submitting = submitJobs(account, documentId, jobs)
    await waitUntil(() => acknowledged(writers) >= least, 60_000, `${least} acknowledged edits`)
    await waitUntil(() => pending(writers) > 0, 10_000, 'an edit in flight')
    const killedAt = performance.now()
    weft.kill(victim)
    for (const writer of writers) writer.disconnect()
    const promised = writers.flatMap((writer) => [...writer.acknowledged])
    const inFlight = pending(writers)
    if (victim === 'supervisor' || victim === 'all') weft.start()
    typing.stopSoon()
    await Promise.all([typing.done, submitting])
    await weft.ready(RECOVERY_MS)
    const kept = new Set((await readLines(account, documentId)).lines)
    const lost = promised.filter((token) => !kept.has(token))
    for (const writer of writers) writer.reconnect()
    await waitUntil(() => pending(writers) === 0, RECOVERY_MS, 'every edit to be acknowledged').catch(
      (error) => {
        throw new Error(`${victim}: ${pending(writers)} edits were never acknowledged\n${weft.logTail()}`, {
          cause: error,
        })
      },
    )
    const recoveredMs = Math.round(performance.now() - killedAt)
    const jobsReport = await countJobs(account, documentId, jobs)
    const fresh = await readLines(account, documentId)
    const equal = () => writers.every((writer) => hashOf(writer.doc) === fresh.hash)
    await waitUntil(equal, 5_000, 'equal peers').catch(() => {
      // A difference is a result of the round, reported below, not a failure to run it.
    })
    const counted = countEdits(writers, fresh.lines)
    return {
      victim,
      acknowledged: promised.length,
      pending: inFlight,
      lost: [...new Set([...lost, ...counted.lost])],
      doubled: counted.doubled,
      ...jobsReport,
      recoveredMs,
      peersEqual: equal(),
    }
  } finally {
    for (const writer of writers) writer.close()
  }
}

/** Asks for jobs on the page; only those whose request was answered count as accepted. */
async function submitJobs(account: Account, documentId: string, accepted: Set<string>): Promise<void> {
  for (let index = 0; index < JOBS; index++) {
    const text = `Round text ${index}. The loom stands in the hall. The weft crosses the warp. Cloth grows line by line.`
    const request = { kind: 'keywords', source: { type: 'text', text }, count: 5 }
    const task = await call<{ id: string }>(account, 'POST', '/api/v1/tasks', {
      request,
      documentId,
      insert: true,
    }).catch(
      () => undefined, // refused while the victim is down: never acknowledged, so nothing that could be lost
    )
    if (task) accepted.add(task.id)
  }
}

async function countJobs(account: Account, documentId: string, accepted: ReadonlySet<string>) {
  const jobsLost: string[] = []
  for (const id of accepted) {
    const finished = waitUntil(
      async () => {
        const task = await call<{ status: string; inserted: boolean }>(account, 'GET', `/api/v1/tasks/${id}`)
        return task.status === 'COMPLETED' && task.inserted
      },
      RECOVERY_MS,
      `job ${id}`,
    )
    await finished.catch(() => jobsLost.push(id))
  }
  const { hash } = await readLines(account, documentId)
  const resultsDoubled = [...accepted].filter((id) => hash.split(`taskId=\\"${id}\\"`).length - 1 > 1)
  const absent = [...accepted].filter((id) => !hash.includes(id))
  return { jobsAccepted: accepted.size, jobsLost: [...new Set([...jobsLost, ...absent])], resultsDoubled }
}
