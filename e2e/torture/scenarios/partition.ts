import { FaultProxy } from '../fault-proxy.ts'
import { Crowd } from './crowd.ts'
import { elapse, type Scenario } from './scenario.ts'

const CONVERGE_MS = 3000

/** P5: half of the people are cut off for a while, both halves go on typing, the line comes back. */
export const partition: Scenario = {
  long: 60,
  unit: 's',
  async run({ weft, account, documentId, port, random, extent }) {
    const line = await FaultProxy.listen(port, random)
    const crowd = new Crowd(account, documentId, [line.url, line.url, weft.url, weft.url], random)
    try {
      await crowd.join()
      crowd.startTyping(40)
      await elapse(500)
      line.set({ blackhole: true })
      await elapse(extent * 1000)
      await crowd.stopTyping()
      line.set({})
      const converged = await crowd.settle()
      const faults = await crowd.faults()
      if (converged > CONVERGE_MS) faults.push(`converged after ${converged} ms instead of ${CONVERGE_MS}`)
      return { figures: { edits: crowd.typed, 'converged after ms': converged }, faults }
    } finally {
      crowd.close()
      await line.close()
    }
  },
}
