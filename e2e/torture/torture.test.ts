import { expect, test } from 'vitest'
import { faultsOf, torture } from './torture.ts'
import { VICTIMS } from './weft-process.ts'

const ROUNDS = 3
const MINUTE = 60_000

test.each(VICTIMS)(
  'kill -9 of %s: no acknowledged edit and no accepted job is lost, none is doubled',
  async (victim) => {
    const reports = await torture({ victims: [victim], rounds: ROUNDS, seed: 20_261_122 })
    expect(reports).toHaveLength(ROUNDS)
    for (const report of reports) {
      expect(report.acknowledged).toBeGreaterThanOrEqual(500)
      expect(report.pending).toBeGreaterThan(0)
      expect(report.jobsAccepted).toBeGreaterThan(0)
      expect(faultsOf(report)).toEqual([])
    }
  },
  5 * MINUTE,
)

test(
  'the same test fails on a server that acknowledges before it commits',
  async () => {
    const entry = 'server/testing/ack-before-commit-weft.ts'
    // Fewer than a snapshot waits for: a snapshot would make durable what the log of this server only promises.
    const [report] = await torture({ victims: ['collab'], rounds: 1, seed: 1, entry, least: 200 })
    expect(report?.lost.length).toBeGreaterThan(0)
  },
  5 * MINUTE,
)
