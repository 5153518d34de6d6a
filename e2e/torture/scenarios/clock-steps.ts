import { readFileSync } from 'node:fs'
import { call } from '../account.ts'
import { Crowd } from './crowd.ts'
import { elapse, type Scenario } from './scenario.ts'

const HOUR_MS = 3_600_000
const STEPS = [HOUR_MS, -HOUR_MS, 26 * HOUR_MS, -26 * HOUR_MS, 300_000, 0]

/** The clocks of web, collab and worker jump, by minutes, an hour, a day, in both directions, while people type. */
export const clockSteps: Scenario = {
  long: 24,
  unit: 'steps',
  async run({ weft, account, documentId, random, extent }) {
    const crowd = new Crowd(account, documentId, [weft.url, weft.url, weft.url], random)
    try {
      await crowd.join()
      crowd.startTyping(30)
      for (let step = 0; step < extent; step++) {
        weft.stepClock(STEPS[step % STEPS.length] ?? 0)
        await elapse(700)
        // Signed in an hour or a day ago, as far as this clock knows; and the request's line in the log tells the time.
        await call(account, 'GET', '/api/v1/documents')
      }
      weft.stepClock(0)
      await crowd.stopTyping()
      const settled = await crowd.settle()
      const faults = await crowd.faults()
      // Who steps a clock that nobody reads tries nothing.
      if (latestTime(weft.logFile) < Date.now() + 20 * HOUR_MS)
        faults.push('no process took the stepped clock')
      return { figures: { edits: crowd.typed, 'settled after ms': settled }, faults }
    } finally {
      crowd.close()
    }
  },
}

function latestTime(logFile: string): number {
  const times = readFileSync(logFile, 'utf8').matchAll(/"time":"?([^",]+)/g)
  return Math.max(...[...times].map(([, time = '']) => Date.parse(time) || Number(time)))
}
