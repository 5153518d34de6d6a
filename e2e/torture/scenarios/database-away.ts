import { Crowd } from './crowd.ts'
import { elapse, type Scenario } from './scenario.ts'

const ANSWER_MS = 2000
const CAUGHT_UP_MS = 5000

/** P4: the database holds its connections and answers nothing; nobody exits, the API says so in time, and nothing is lost. */
export const databaseAway: Scenario = {
  long: 30,
  unit: 's',
  async run({ weft, account, documentId, random, extent }) {
    const crowd = new Crowd(account, documentId, [weft.url, weft.url, weft.url], random)
    const processes = () => (['web', 'collab', 'worker'] as const).map((one) => weft.pidsOf(one).join())
    const faults: string[] = []
    let answered = 0
    try {
      await crowd.join()
      const before = processes()
      crowd.startTyping(60)
      await elapse(500)
      weft.signalDatabase('SIGSTOP')
      try {
        await elapse(1500)
        const begun = performance.now()
        const answer = await fetch(`${weft.url}/api/v1/documents`, { headers: { cookie: account.cookie } })
        answered = Math.round(performance.now() - begun)
        if (answer.status !== 503 || !answer.headers.has('retry-after') || answered > ANSWER_MS)
          faults.push(`the API answered ${answer.status} after ${answered} ms`)
        await elapse(Math.max(0, extent * 1000 - 2000))
        await crowd.stopTyping()
      } finally {
        weft.signalDatabase('SIGCONT')
      }
      const settled = await crowd.settle()
      if (settled > CAUGHT_UP_MS) faults.push(`acknowledged ${settled} ms after the return of the database`)
      if (processes().join() !== before.join()) faults.push('a process was replaced')
      faults.push(...(await crowd.faults()))
      return {
        figures: { edits: crowd.typed, '503 after ms': answered, 'caught up after ms': settled },
        faults,
      }
    } finally {
      crowd.close()
    }
  },
}
