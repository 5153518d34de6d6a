import { FaultProxy } from '../fault-proxy.ts'
import { waitUntil } from '../writer.ts'
import { Crowd } from './crowd.ts'
import type { Scenario } from './scenario.ts'

// The stock client gives a silent connection up after 30 s, and looks every 3 s.
const NOTICED_MS = 60_000

/** The server's half of the connections is gone and nobody told the clients: they notice by themselves, and bring what they typed. */
export const halfOpen: Scenario = {
  long: 1,
  unit: 'times',
  async run({ weft, account, documentId, port, random, extent }) {
    const line = await FaultProxy.listen(port, random)
    const crowd = new Crowd(account, documentId, [line.url, weft.url], random)
    let noticed = 0
    try {
      await crowd.join()
      for (let time = 0; time < extent; time++) {
        crowd.startTyping(50)
        line.halfOpen()
        await crowd.stopTyping()
        const begun = performance.now()
        await waitUntil(
          () => crowd.writers[0]?.acknowledged.size === crowd.writers[0]?.written.size,
          NOTICED_MS,
          'the client to notice',
        )
        noticed = Math.max(noticed, Math.round(performance.now() - begun))
        await crowd.settle()
      }
      return { figures: { edits: crowd.typed, 'noticed after ms': noticed }, faults: await crowd.faults() }
    } finally {
      crowd.close()
      await line.close()
    }
  },
}
