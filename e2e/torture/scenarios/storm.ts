import { readFileSync } from 'node:fs'
import { createPage, joinByInvitation } from '../account.ts'
import { Writer, waitUntil } from '../writer.ts'
import type { Scenario } from './scenario.ts'

const UP_MS = 10_000
const BACK_MS = 15_000
const SOCKET_KIB = 60
const PER_PAGE = 40
// Below the 50 that one person may have.
const PER_PERSON = 40

/** P9: so many sockets at once, then all of them again after the collaboration process was killed. */
export const storm: Scenario = {
  long: 1000,
  unit: 'sockets',
  async run({ weft, account, random, extent }) {
    const pages: string[] = []
    for (let n = 0; n * PER_PAGE < extent; n++) pages.push(await createPage(account, `storm ${n}`))
    const people = [account]
    while (people.length * PER_PERSON < extent)
      people.push(await joinByInvitation(account, `storm-${people.length}-${random.integer(1e9)}`))
    const memory = () => memoryOf(weft.pidsOf('collab')[0])
    const before = memory()
    const crowd: Writer[] = []
    const faults: string[] = []
    const inStep = async (ms: number, what: string) => {
      const begun = performance.now()
      await waitUntil(() => crowd.every(({ synced }) => synced), 4 * ms, what)
      const took = Math.round(performance.now() - begun)
      if (took > ms) faults.push(`${what} took ${took} ms`)
      return took
    }
    try {
      for (let n = 0; n < extent; n++)
        crowd.push(new Writer(people[n % people.length] ?? account, pages[n % pages.length] ?? '', `w${n}`))
      const up = await inStep(UP_MS, 'all sockets up')
      const each = Math.round((memory() - before) / extent)
      if (each > SOCKET_KIB) faults.push(`${each} KiB a socket`)
      weft.kill('collab')
      await waitUntil(() => crowd.every(({ synced }) => !synced), BACK_MS, 'everybody to have noticed')
      const back = await inStep(BACK_MS, 'everybody back in step')
      const last = crowd[random.integer(crowd.length)]
      last?.write()
      await waitUntil(() => last?.acknowledged.size === 1, UP_MS, 'an edit after the storm')
      return {
        figures: { sockets: extent, 'up after ms': up, 'KiB a socket': each, 'back after ms': back },
        faults,
      }
    } finally {
      for (const writer of crowd) writer.close()
    }
  },
}

/** Resident memory of a process in KiB. */
function memoryOf(pid: number | undefined): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0)
}
