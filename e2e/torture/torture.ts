import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createPage, firstRun } from './account.ts'
import { freePort } from './free-port.ts'
import { seededRandom } from './random.ts'
import { type RoundReport, runRound } from './round.ts'
import { type Victim, WeftProcess } from './weft-process.ts'

export type TortureOptions = {
  victims: readonly Victim[]
  /** Rounds for each victim. */
  rounds: number
  seed: number
  entry?: string
  onRound?: (report: RoundReport) => void
}

/** Starts a Weft on an empty folder and runs the rounds on it; every round has a page of its own. */
export async function torture({
  victims,
  rounds,
  seed,
  entry,
  onRound,
}: TortureOptions): Promise<RoundReport[]> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'weft-torture-'))
  const weft = new WeftProcess({ dataDir, port: await freePort(), ...(entry ? { entry } : {}) })
  const random = seededRandom(seed)
  const reports: RoundReport[] = []
  weft.start()
  try {
    await weft.ready()
    const account = await firstRun(weft.url)
    for (const victim of victims)
      for (let round = 0; round < rounds; round++) {
        const documentId = await createPage(account, `${victim} ${round}`)
        const report = await runRound(weft, account, documentId, victim, random)
        reports.push(report)
        onRound?.(report)
      }
    return reports
  } finally {
    await weft.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

/** What a round must not show; empty when the promise was kept. */
export function faultsOf(report: RoundReport): string[] {
  return [
    ...report.lost.map((token) => `acknowledged edit ${token} is gone`),
    ...report.doubled.map((token) => `edit ${token} stands twice`),
    ...report.jobsLost.map((id) => `accepted job ${id} has no result in the page`),
    ...report.resultsDoubled.map((id) => `the result of job ${id} stands twice`),
    ...(report.peersEqual ? [] : ['the writers see different pages']),
  ]
}
