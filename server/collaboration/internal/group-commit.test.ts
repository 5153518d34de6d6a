import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { createLogger } from '#server/platform/logging/logger.ts'
import { seededRandom } from '#server/testing/random-page.ts'
import { until } from '#server/testing/until.ts'
import type { AppendBatch, AppendOutcome, UpdateLog } from '../update-log.ts'
import { systemTime } from './engine-time.ts'
import { type AppendSource, GroupCommit } from './group-commit.ts'

const log = createLogger('test', 'silent')

/** A document that wants `left` batches committed, one after the other. */
class Source implements AppendSource {
  readonly documentId: string
  readonly settled: AppendOutcome[] = []
  left: number
  isClosed = false
  #sent = false
  readonly #queue: () => GroupCommit

  constructor(documentId: string, left: number, queue: () => GroupCommit) {
    this.documentId = documentId
    this.left = left
    this.#queue = queue
  }

  takeBatch(): AppendBatch | undefined {
    if (this.#sent || this.isClosed || this.left === 0) return undefined
    this.#sent = true
    return {
      documentId: this.documentId,
      expectedSeq: this.settled.length,
      entries: [],
      claims: [],
      schemaVersion: 1,
    }
  }

  settle(_batch: AppendBatch, outcome: AppendOutcome): void {
    this.#sent = false
    if (outcome.kind !== 'busy') {
      this.settled.push(outcome)
      this.left--
    }
    if (this.left > 0) this.#queue().offer(this)
  }

  attemptFailed(): void {
    this.#sent = false
  }
}

type Append = UpdateLog['append']

function queueOn(append: Append): GroupCommit {
  return new GroupCommit({ append, close: async () => {} }, log, systemTime)
}

const appended: Append = async (batches) => batches.map(() => ({ kind: 'appended' }))

describe('a queue of commits', () => {
  test('never has two batches of one document under way, and ends with all of them in', async () => {
    const random = seededRandom(5)
    const underWay = new Set<string>()
    let most = 0
    const queue = queueOn(async (batches) => {
      for (const { documentId } of batches) {
        if (underWay.has(documentId)) throw new Error(`${documentId} twice`)
        underWay.add(documentId)
      }
      most = Math.max(most, underWay.size)
      await pause(random() * 4)
      for (const { documentId } of batches) underWay.delete(documentId)
      if (random() < 0.1) throw new Error('the line broke')
      return batches.map(() => (random() < 0.1 ? { kind: 'busy' } : { kind: 'appended' }))
    })
    const sources = Array.from({ length: 20 }, (_, n) => new Source(`document ${n}`, 5, () => queue))
    const offering = setInterval(() => {
      for (const source of sources) queue.offer(source)
    }, 1)
    await until('everything committed', () => sources.every(({ left }) => left === 0))
    clearInterval(offering)
    await queue.whenIdle()
    expect(most).toBeGreaterThan(1)
  })

  test('sends the documents that are ready in the same turn with one statement', async () => {
    const sizes: number[] = []
    const queue = queueOn((batches) => {
      sizes.push(batches.length)
      return appended(batches)
    })
    for (let n = 0; n < 30; n++) queue.offer(new Source(`document ${n}`, 1, () => queue))
    await queue.whenIdle()
    expect(sizes).toEqual([30])
  })

  test('tries a failing document alone, so that the others do not fail with it', async () => {
    const queue = queueOn(async (batches) => {
      if (batches.some(({ documentId }) => documentId === 'bad')) throw new Error('bad')
      return await appended(batches)
    })
    const [bad, good] = [new Source('bad', 1, () => queue), new Source('good', 1, () => queue)]
    queue.offer(bad)
    queue.offer(good)
    await until('the good one', () => good.left === 0)
    expect(bad.left).toBe(1)
    expect(queue.failingSince).toBeDefined()
    queue.close()
  })

  test('does not count as failing what was given up', async () => {
    const queue = queueOn(async () => {
      throw new Error('refused')
    })
    const source = new Source('given up', 1, () => queue)
    queue.offer(source)
    await until('a failure', () => queue.failingSince !== undefined)
    source.isClosed = true
    await until('commits that do not fail', () => queue.failingSince === undefined)
    await queue.whenIdle()
  })
})
