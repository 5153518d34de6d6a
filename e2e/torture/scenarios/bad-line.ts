import { FaultProxy } from '../fault-proxy.ts'
import { Crowd } from './crowd.ts'
import { elapse, type Scenario } from './scenario.ts'

/** A line with latency, jitter and frames in single bytes, whose connections are reset, cut off or left half open at random. */
export const badLine: Scenario = {
  long: 120,
  unit: 's',
  async run({ weft, account, documentId, port, random, extent }) {
    const line = await FaultProxy.listen(port, random)
    const crowd = new Crowd(account, documentId, [line.url, line.url, line.url, weft.url], random)
    const counts = { resets: 0, blackholes: 0 }
    try {
      await crowd.join()
      crowd.startTyping(30)
      const end = performance.now() + extent * 1000
      while (performance.now() < end) {
        line.set({ latencyMs: random.integer(80), jitterMs: random.integer(60), slices: random.next() < 0.7 })
        await elapse(200 + random.integer(800))
        if (random.next() < 0.4) {
          line.reset()
          counts.resets++
        } else if (random.next() < 0.3) {
          line.set({ blackhole: true })
          counts.blackholes++
          await elapse(random.integer(1500))
        }
      }
      line.set({})
      await crowd.stopTyping()
      const settled = await crowd.settle()
      return {
        figures: { edits: crowd.typed, ...counts, 'settled after ms': settled },
        faults: await crowd.faults(),
      }
    } finally {
      crowd.close()
      await line.close()
    }
  },
}
