import { waitUntil } from '../writer.ts'
import { Crowd } from './crowd.ts'
import type { Scenario } from './scenario.ts'

const PARTS = ['collab', 'web', 'worker'] as const
const BACK_MS = 30_000

/** P10: one process after the other is asked to stop and replaced, again and again, while people type. */
export const rollingRestarts: Scenario = {
  long: 20,
  unit: 'restarts',
  async run({ weft, account, documentId, random, extent }) {
    const crowd = new Crowd(
      account,
      documentId,
      Array.from({ length: 5 }, () => weft.url),
      random,
    )
    let longest = 0
    try {
      await crowd.join()
      crowd.startTyping(30)
      for (let restart = 0; restart < extent; restart++) {
        const part = PARTS[restart % PARTS.length] ?? 'collab'
        const [before] = weft.pidsOf(part)
        const begun = performance.now()
        if (before) process.kill(before, 'SIGTERM')
        const isReplaced = () => {
          const now = weft.pidsOf(part)
          return now.length > 0 && before !== undefined && !now.includes(before)
        }
        await waitUntil(isReplaced, BACK_MS, `another ${part}`)
        await weft.ready(BACK_MS)
        longest = Math.max(longest, Math.round(performance.now() - begun))
      }
      await crowd.stopTyping()
      const settled = await crowd.settle()
      return {
        figures: { edits: crowd.typed, 'longest restart ms': longest, 'settled after ms': settled },
        faults: await crowd.faults(),
      }
    } finally {
      crowd.close()
    }
  },
}
