import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Account, createPage, firstRun } from '../account.ts'
import { freePort } from '../free-port.ts'
import { seededRandom } from '../random.ts'
import { WeftProcess } from '../weft-process.ts'
import { badLine } from './bad-line.ts'
import { clockSteps } from './clock-steps.ts'
import { databaseAway } from './database-away.ts'
import { drain } from './drain.ts'
import { halfOpen } from './half-open.ts'
import { partition } from './partition.ts'
import { pausedNode } from './paused-node.ts'
import { rollingRestarts } from './rolling-restarts.ts'
import type { Scenario, ScenarioReport } from './scenario.ts'
import { storm } from './storm.ts'

export const SCENARIOS = {
  partition,
  'bad-line': badLine,
  'half-open': halfOpen,
  'database-away': databaseAway,
  'rolling-restarts': rollingRestarts,
  drain,
  'paused-node': pausedNode,
  storm,
  'clock-steps': clockSteps,
} satisfies Record<string, Scenario>
export type ScenarioName = keyof typeof SCENARIOS

/** A Weft of its own, on which scenarios are played one after the other; each has a page of its own. */
export class Stage {
  readonly #weft: WeftProcess
  readonly #dataDir: string
  readonly #port: number
  readonly #account: Account

  private constructor(weft: WeftProcess, dataDir: string, port: number, account: Account) {
    this.#weft = weft
    this.#dataDir = dataDir
    this.#port = port
    this.#account = account
  }

  static async open(): Promise<Stage> {
    const dataDir = await mkdtemp(path.join(tmpdir(), 'weft-scenario-'))
    const port = await freePort()
    const weft = new WeftProcess({ dataDir, port, stepsClock: true })
    weft.start()
    try {
      await weft.ready()
      return new Stage(weft, dataDir, port, await firstRun(weft.url))
    } catch (error) {
      const told = weft.logTail()
      await weft.stop()
      await rm(dataDir, { recursive: true, force: true })
      throw new Error(`no stage: ${error}\n${told}`, { cause: error })
    }
  }

  /** @param extent as the scenario counts it; in a long run's length when left out */
  async play(name: ScenarioName, seed: number, extent = SCENARIOS[name].long): Promise<ScenarioReport> {
    const world = {
      ...{ weft: this.#weft, account: this.#account, port: this.#port, extent },
      documentId: await createPage(this.#account, name),
      random: seededRandom(seed),
    }
    return await SCENARIOS[name].run(world).catch((error) => {
      throw new Error(`${name}, seed ${seed}: ${error}\n${this.#weft.logTail()}`, { cause: error })
    })
  }

  async close(): Promise<void> {
    await this.#weft.stop()
    await rm(this.#dataDir, { recursive: true, force: true })
  }
}
