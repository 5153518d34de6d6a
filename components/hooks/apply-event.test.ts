import { QueryClient } from '@tanstack/react-query'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { TaskEvent } from '#server/contracts/events.ts'
import type { TaskView } from '#server/contracts/tasks.ts'
import { applyEvent, Renewer } from './apply-event.ts'
import { queryKeys } from './query-keys.ts'

const task: TaskView = {
  ...{ id: '0197a2c4-5d1e-7b3a-9f42-6c8d0e1f2a3b', kind: 'summarise', status: 'RUNNING', documentId: null },
  ...{ userId: null, progress: null, answer: null, error: null, attempt: 1, maxAttempts: 5, inserted: false },
  ...{ partial: false, place: null, replayOfId: null },
  ...{
    cancelRequested: false,
    paused: false,
    waits: false,
    queued: false,
    cap: null,
    behind: false,
    priority: 'normal',
    waitSeconds: null,
    createdAt: '2026-01-01T00:00:00.000Z',
  },
  ...{ runAt: '2026-01-01T00:00:00.000Z', startedAt: null, finishedAt: null },
}
const { answer, cap, ...running } = task
const list = queryKeys.taskList({})

let client: QueryClient
let renewer: Renewer

beforeEach(() => {
  vi.useFakeTimers()
  client = new QueryClient()
  renewer = new Renewer(client)
  client.setQueryData(queryKeys.task(task.id), task)
  client.setQueryData(list, { pages: [{ items: [task], nextCursor: null }], pageParams: [undefined] })
  client.setQueryData(queryKeys.documentList(false), { items: [], nextCursor: null })
  client.setQueryData(queryKeys.adminCache, {})
  return () => vi.useRealTimers()
})

const tell = (data: TaskEvent) => applyEvent(client, renewer, { event: 'task', data })
const isStale = (key: readonly unknown[]) => client.getQueryState(key)?.isInvalidated
function settle(): void {
  vi.advanceTimersByTime(1_000)
}

test('progress is shown at once, in the task and in lists, and nothing is asked for', () => {
  const progress = { done: 0.5, note: 'half' }
  tell({ ...running, progress })
  expect(client.getQueryData(queryKeys.task(task.id))).toMatchObject({ progress })
  expect(client.getQueryData(list)).toMatchObject({ pages: [{ items: [{ progress }] }] })
  settle()
  expect([isStale(queryKeys.task(task.id)), isStale(list)]).toEqual([false, false])
})

test('a task that ended is read again, for its answer, and so are the lists it stands in', () => {
  tell({ ...running, status: 'COMPLETED' })
  expect(isStale(list)).toBe(false)
  settle()
  expect([isStale(queryKeys.task(task.id)), isStale(list)]).toEqual([true, true])
})

test('a task that no list has renews the lists, once for a burst', () => {
  const renew = vi.spyOn(client, 'invalidateQueries')
  for (let n = 0; n < 50; n++) tell({ ...running, id: `0197a2c4-5d1e-7b3a-9f42-6c8d0e1f2a${n + 10}` })
  settle()
  expect(renew).toHaveBeenCalledTimes(1)
  expect(client.getQueryData(queryKeys.task(task.id))).toEqual(task)
})

test.each([
  [{ event: 'documents', data: {} }, queryKeys.documentList(false)],
  [{ event: 'admin', data: { subject: 'cache' } }, queryKeys.adminCache],
] as const)('%j renews what it names and nothing else', (told, key) => {
  applyEvent(client, renewer, told)
  settle()
  const all = [queryKeys.documentList(false), queryKeys.adminCache, list]
  expect(all.filter((one) => isStale(one))).toEqual([key])
})

test('a reset renews everything that events are about', () => {
  applyEvent(client, renewer, { event: 'reset', data: {} })
  settle()
  for (const key of [queryKeys.documentList(false), queryKeys.adminCache, list, queryKeys.task(task.id)])
    expect(isStale(key)).toBe(true)
})

describe('while jobs run all the time', () => {
  const told = { event: 'admin', data: { subject: 'tasks' } } as const
  const counts = queryKeys.adminCounts

  /** How often a list was renewed while an event came every 250 ms for so long. */
  function renewals(seconds: number): number {
    let renewed = 0
    const spy = vi.spyOn(client, 'invalidateQueries').mockImplementation(async (filters) => {
      if (filters?.queryKey === counts) renewed += 1
    })
    for (let at = 0; at < seconds * 4; at++) {
      applyEvent(client, renewer, told)
      vi.advanceTimersByTime(250)
    }
    vi.advanceTimersByTime(5_000)
    spy.mockRestore()
    return renewed
  }

  test('what owners see is renewed once in two seconds, however many events there are', () => {
    expect(renewals(10)).toBeGreaterThanOrEqual(5)
    expect(renewals(10)).toBeLessThanOrEqual(7)
  })

  test('the last change is told, though later', () => {
    client.setQueryData(counts, {})
    applyEvent(client, renewer, told)
    vi.advanceTimersByTime(400)
    expect(isStale(counts)).toBe(true)
    client.setQueryData(counts, {})
    applyEvent(client, renewer, told)
    vi.advanceTimersByTime(1_000)
    expect(isStale(counts)).toBe(false)
    vi.advanceTimersByTime(1_000)
    expect(isStale(counts)).toBe(true)
  })

  test('lists of one’s own do not wait for those of owners', () => {
    client.setQueryData(counts, {})
    applyEvent(client, renewer, told)
    vi.advanceTimersByTime(400)
    client.setQueryData(counts, {})
    applyEvent(client, renewer, told)
    tell({ ...running, status: 'COMPLETED' })
    vi.advanceTimersByTime(400)
    expect([isStale(list), isStale(counts)]).toEqual([true, false])
  })

  test('what fails or ends renews the dead letters and their causes too', () => {
    client.setQueryData(queryKeys.adminDeadLetters({}), {})
    client.setQueryData(queryKeys.adminDeadLetterGroups, {})
    applyEvent(client, renewer, told)
    settle()
    expect(isStale(queryKeys.adminDeadLetters({}))).toBe(true)
    expect(isStale(queryKeys.adminDeadLetterGroups)).toBe(true)
  })
})
