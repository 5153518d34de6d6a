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
  /** How many edits are acknowledged before the kill; 500 unless said. */
  least?: number
  /** Rounds that an interrupted run has done already: they are not repeated. */
  done?: readonly RoundReport[]
  onRound?: (report: RoundReport) => void
}

/** Starts a Weft on an empty folder and runs the rounds on it; every round has a page of its own. */
export async function torture({
  victims,
  rounds,
  seed,
  entry,
  least,
  done = [],
  onRound,
}: TortureOptions): Promise<RoundReport[]> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'weft-torture-'))
  const weft = new WeftProcess({ dataDir, port: await freePort(), ...(entry ? { entry } : {}) })
  const reports = [...done]
  weft.start()
  try {
    await weft.ready()
    const account = await firstRun(weft.url)
    for (const [place, victim] of victims.entries())
      for (let round = done.filter((one) => one.victim === victim).length; round < rounds; round++) {
        // Each round has chance of its own, so that an interrupted run goes on as it would have.
        const random = seededRandom(seed + 7919 * (round * victims.length + place))
        const documentId = await createPage(account, `${victim} ${round}`)
        const report = await runRound(weft, account, documentId, victim, random, least)
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
