import { Crowd } from './crowd.ts'
import { elapse, type Scenario } from './scenario.ts'

/** The collaboration process sleeps (SIGSTOP), as on a host that swaps or migrates, and wakes with everybody's edits before it. */
export const pausedNode: Scenario = {
  long: 60,
  unit: 's',
  async run({ weft, account, documentId, random, extent }) {
    const crowd = new Crowd(account, documentId, [weft.url, weft.url, weft.url], random)
    try {
      await crowd.join()
      crowd.startTyping(60)
      await elapse(500)
      const paused = weft.pidsOf('collab')
      for (const pid of paused) process.kill(pid, 'SIGSTOP')
      await elapse(extent * 1000)
      // The supervisor may have replaced what did not answer; who is gone needs no waking.
      for (const pid of paused.filter((one) => weft.pidsOf('collab').includes(one)))
        process.kill(pid, 'SIGCONT')
      await crowd.stopTyping()
      const settled = await crowd.settle()
      return { figures: { edits: crowd.typed, 'settled after ms': settled }, faults: await crowd.faults() }
    } finally {
      crowd.close()
    }
  },
}
