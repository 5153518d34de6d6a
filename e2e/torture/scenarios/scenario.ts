import type { Account } from '../account.ts'
import type { Random } from '../random.ts'
import type { WeftProcess } from '../weft-process.ts'

export type ScenarioWorld = {
  weft: WeftProcess
  account: Account
  documentId: string
  port: number
  random: Random
  /** How long the fault lasts, or how often it comes; each scenario says which. */
  extent: number
}

export type ScenarioReport = {
  /** Names and figures, as they are printed. */
  figures: Record<string, string | number>
  /** What broke a promise; empty when all were kept. */
  faults: string[]
}

/** One kind of bad day: what happens, what is counted afterwards. */
export type Scenario = {
  /** The extent in a long run, with its unit. */
  long: number
  unit: string
  run(world: ScenarioWorld): Promise<ScenarioReport>
}

/** Lets time pass while others work. */
export function elapse(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
