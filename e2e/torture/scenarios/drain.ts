import { CLOSE } from '#server/contracts/collaboration.ts'
import { createPage, joinByInvitation } from '../account.ts'
import { waitUntil } from '../writer.ts'
import { Crowd } from './crowd.ts'
import type { Scenario } from './scenario.ts'

const PEOPLE = 200
const PEOPLE_IN_SHORT_RUNS = 40
const LONG = 20
const PER_PAGE = 20
// Of 50 sockets that one person may have.
const PAGES_PER_PERSON = 2
const TYPE_EVERY_MS = 2000
// As seen by a process that types for 200 people.
const UNREADY_MS = 1_000
const CLOSED_MS = 6_000
const ENDED_MS = 10_000
const BACK_MS = 15_000

/** P10: the process that serves the sockets is told to stop while everybody types, again and again. */
export const drain: Scenario = {
  long: LONG,
  unit: 'restarts',
  async run({ weft, account, random, extent }) {
    const crowds: Crowd[] = []
    const lines = Array.from({ length: PER_PAGE }, () => weft.url)
    const people = extent < LONG ? PEOPLE_IN_SHORT_RUNS : PEOPLE
    let person = account
    for (let page = 0; page * PER_PAGE < people; page++) {
      if (page > 0 && page % PAGES_PER_PERSON === 0)
        person = await joinByInvitation(account, `drain-${page}-${random.integer(1e9)}`)
      crowds.push(new Crowd(person, await createPage(account, `drain ${page}`), lines, random))
    }
    const writers = crowds.flatMap((crowd) => crowd.writers)
    const longest = { unready: 0, closed: 0, ended: 0, back: 0 }
    const faults: string[] = []
    const note = (what: keyof typeof longest, ms: number, most: number): void => {
      longest[what] = Math.max(longest[what], Math.round(ms))
      if (ms > most) faults.push(`${what} after ${Math.round(ms)} ms`)
    }
    try {
      await Promise.all(crowds.map((crowd) => crowd.join()))
      for (const crowd of crowds) crowd.startTyping(TYPE_EVERY_MS)
      for (let restart = 0; restart < extent; restart++) {
        const [pid] = weft.pidsOf('collab')
        if (pid === undefined) throw new Error('nobody serves')
        const open = writers.map(({ closes }) => closes.length)
        const begun = performance.now()
        process.kill(pid, 'SIGTERM')
        const isClosed = () => writers.every(({ closes }, place) => closes.length > (open[place] ?? 0))
        const [refused] = await Promise.all([
          firstRefusal(weft.url).then((status) => {
            note('unready', performance.now() - begun, UNREADY_MS)
            return status
          }),
          waitUntil(isClosed, ENDED_MS, 'every socket to be closed').then(() =>
            note('closed', performance.now() - begun, CLOSED_MS),
          ),
          waitUntil(() => weft.endOf(pid) !== undefined, 2 * ENDED_MS, 'the end of the process').then(() =>
            note('ended', performance.now() - begun, ENDED_MS),
          ),
        ])
        if (refused !== 503 && refused !== undefined) faults.push(`readiness answered ${refused}`)
        const end = weft.endOf(pid)
        if (end?.code !== 0) faults.push(`ended with ${end?.code ?? end?.signal}`)
        for (const [place, { closes }] of writers.entries())
          for (const code of closes.slice(open[place]))
            if (code !== CLOSE.restarting) faults.push(`a socket closed with ${code}`)
        await weft.ready(BACK_MS)
        await waitUntil(() => crowds.every(({ inStep }) => inStep), 2 * BACK_MS, 'everybody back in step')
        note('back', performance.now() - begun, BACK_MS)
      }
      await Promise.all(crowds.map((crowd) => crowd.stopTyping()))
      await Promise.all(crowds.map((crowd) => crowd.settle()))
      for (const crowd of crowds) faults.push(...(await crowd.faults()))
      return {
        figures: {
          people: writers.length,
          edits: crowds.reduce((sum, { typed }) => sum + typed, 0),
          'not ready after ms': longest.unready,
          'all closed after ms': longest.closed,
          'ended after ms': longest.ended,
          'back in step after ms': longest.back,
        },
        faults,
      }
    } finally {
      for (const crowd of crowds) crowd.close()
    }
  },
}

/** Resolves with the first answer that is not that all is well; undefined when the port was closed before one could be had. */
async function firstRefusal(url: string): Promise<number | undefined> {
  for (;;) {
    const answer = await fetch(`${url}/api/health/ready`).catch(() => undefined)
    if (!answer?.ok) return answer?.status
  }
}
