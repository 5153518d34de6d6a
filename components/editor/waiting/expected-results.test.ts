import { expect, test } from 'vitest'
import type { TaskView } from '#server/contracts/tasks.ts'
import { idOf, sampleTask } from '#server/testing/screens/sample-views.ts'
import { expectedResults } from './expected-results.ts'

const ME = idOf(900)
const NOW = Date.parse('2026-03-01T12:00:00Z')
const place = { passage: null, attachmentId: null, behind: null }
const at = (minutes: number): string => new Date(NOW + minutes * 60_000).toISOString()

const job = (number: number, changes: Partial<TaskView> = {}): TaskView =>
  sampleTask({
    ...{ id: idOf(number), status: 'PENDING', place, userId: ME, createdAt: at(-9), runAt: at(-9) },
    ...{ startedAt: null, finishedAt: null, ...changes },
  })

const failed = (number: number, changes: Partial<TaskView> = {}): TaskView =>
  job(number, { status: 'FAILED', finishedAt: at(-5), ...changes })

const expected = (tasks: TaskView[], dismissed: string[] = []) =>
  expectedResults(tasks, { myId: ME, now: NOW, dismissed })
const idsOf = (tasks: TaskView[], dismissed?: string[]) =>
  expected(tasks, dismissed).map(({ taskId }) => Number(taskId.slice(-3)))

test('results are expected in the order of the queue: what runs, then lane by lane, then by when it is due', () => {
  const tasks = [
    job(1, { priority: 'low' }),
    job(2, { runAt: at(60) }),
    job(4),
    job(3),
    job(5, { priority: 'first' }),
    job(6, { status: 'RUNNING' }),
  ]
  expect(idsOf(tasks)).toEqual([6, 5, 3, 4, 2, 1])
})

test('nothing is expected of a job that puts nothing into the page, or that has ended', () => {
  expect(idsOf([job(1, { place: null }), job(2, { status: 'COMPLETED', place: null })])).toEqual([])
})

test('a failure is told to who asked, for a day, until it is dismissed or tried again', () => {
  const old = failed(2, { finishedAt: at(-1441) })
  expect(idsOf([failed(1), old, failed(3, { userId: idOf(901) }), failed(4)], [idOf(4)])).toEqual([1])
  const again = job(9, { status: 'COMPLETED', place: null, replayOfId: idOf(1) })
  expect(idsOf([again, failed(1)])).toEqual([])
})

test('another try knows all tries before it, as far back as is known', () => {
  const [third] = expected([
    job(3, { replayOfId: idOf(2) }),
    sampleTask({ id: idOf(2), replayOfId: idOf(1) }),
  ])
  expect(third?.earlier).toEqual([idOf(2), idOf(1)])
})
