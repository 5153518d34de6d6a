import { expect, test } from 'vitest'
import { newId } from '#server/platform/ids.ts'
import { createFlights, type FlightSubject } from './flights.ts'
import { createRecentRemovals } from './recent-removals.ts'

const about = (key = 'k', tags: string[] = []): FlightSubject => ({
  key,
  workspaceId: 'w',
  kind: 'kind',
  tags,
})
const never = new AbortController().signal

/** Work whose end a test decides, with the signal that it was given. */
function pendingWork() {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const begun: AbortSignal[] = []
  const work = (signal: AbortSignal): Promise<string> => {
    begun.push(signal)
    return promise
  }
  return { work, resolve, reject, begun }
}

test('whoever asks for a key while it is computed waits for the same answer, and it is computed once', async () => {
  const flights = createFlights<string>()
  const { work, resolve, begun } = pendingWork()
  const asked = Array.from({ length: 20 }, () => flights.join(about(), never, work))
  resolve('answer')
  const answers = await Promise.all(asked)
  expect(begun).toHaveLength(1)
  expect(answers.map(({ answer }) => answer)).toEqual(Array.from({ length: 20 }, () => 'answer'))
  expect(answers.filter(({ joined }) => !joined)).toHaveLength(1)
})

test('another key is another computation, and a computation that has ended is not given again', async () => {
  const flights = createFlights<number>()
  let made = 0
  const work = async (): Promise<number> => ++made
  expect((await flights.join(about('a'), never, work)).answer).toBe(1)
  expect((await flights.join(about('a'), never, work)).answer).toBe(2)
  const both = await Promise.all([
    flights.join(about('a'), never, work),
    flights.join(about('b'), never, work),
  ])
  expect(both.map(({ joined }) => joined)).toEqual([false, false])
})

test('who gives up stops waiting alone; the work is stopped when nobody waits any more', async () => {
  const flights = createFlights<string>()
  const { work, begun } = pendingWork()
  const [first, second] = [new AbortController(), new AbortController()]
  const waiting = [flights.join(about(), first.signal, work), flights.join(about(), second.signal, work)]
  const outcomes = Promise.allSettled(waiting)
  first.abort(new Error('first'))
  await expect(waiting[0]).rejects.toThrow('first')
  expect(begun[0]?.aborted).toBe(false)
  second.abort(new Error('second'))
  await outcomes
  expect(begun[0]?.aborted).toBe(true)
})

test('who has given up before asking begins nothing', async () => {
  const flights = createFlights<string>()
  const { work, begun } = pendingWork()
  await expect(flights.join(about(), AbortSignal.abort(new Error('gone')), work)).rejects.toThrow('gone')
  expect(begun).toEqual([])
})

test('a failure is everybody’s who waited, and nobody’s who asks after it', async () => {
  const flights = createFlights<string>()
  const { work, reject } = pendingWork()
  const waiting = [1, 2, 3].map(() => flights.join(about(), never, work))
  reject(new Error('broken'))
  for (const outcome of await Promise.allSettled(waiting))
    expect(outcome).toMatchObject({ status: 'rejected', reason: { message: 'broken' } })
  expect((await flights.join(about(), never, async () => 'anew')).answer).toBe('anew')
})

test('work that failed because who began it gave up is begun anew by those who still wait, once', async () => {
  const flights = createFlights<string>()
  const leader = new AbortController()
  let made = 0
  // Bound to the signal of who asked first, as a look-up is that passes its own deadline on.
  const bound = (): Promise<string> =>
    new Promise((_, reject) => leader.signal.addEventListener('abort', () => reject(new Error('bound'))))
  const anew = async (): Promise<string> => {
    made += 1
    return 'anew'
  }
  const first = flights.join(about(), leader.signal, bound)
  const others = [1, 2, 3].map(() => flights.join(about(), never, anew))
  const settled = Promise.allSettled([first])
  leader.abort(new Error('gone'))
  expect((await Promise.all(others)).map(({ answer }) => answer)).toEqual(['anew', 'anew', 'anew'])
  expect(made).toBe(1)
  expect((await settled)[0]).toMatchObject({ status: 'rejected', reason: { message: 'gone' } })
})

test('after a removal whoever asks begins anew, and those who waited before get what they waited for', async () => {
  const flights = createFlights<string>()
  const [old, other] = [pendingWork(), pendingWork()]
  const before = flights.join(about('a', ['page']), never, old.work)
  const kept = flights.join(about('b', ['file']), never, other.work)
  flights.detach(({ tags }) => tags.includes('page'))
  expect((await flights.join(about('a', ['page']), never, async () => 'new')).answer).toBe('new')
  const joined = flights.join(about('b', ['file']), never, async () => 'never')
  old.resolve('old')
  other.resolve('kept')
  expect([(await before).answer, (await kept).answer, (await joined).answer]).toEqual(['old', 'kept', 'kept'])
})

const W = newId()
const entry = (changes: Partial<FlightSubject> = {}) => ({
  ...about('summarise:x', ['document:1']),
  workspaceId: W,
  ...changes,
})

test.each([
  [{ by: 'key', value: 'summarise:x' }, true],
  [{ by: 'key', value: 'summarise' }, false],
  [{ by: 'tag', value: 'document:1' }, true],
  [{ by: 'tag', value: 'document:' }, false],
  [{ by: 'glob', value: 'summarise:*' }, true],
  [{ by: 'glob', value: 'SUMMARISE:*' }, false],
  [{ by: 'kind', value: 'kind' }, true],
  [{ by: 'all', value: '' }, true],
] as const)('a removal of %j concerns what was being computed meanwhile: %s', (selection, concerned) => {
  const removals = createRecentRemovals()
  const before = removals.mark()
  removals.add({ ...selection, workspaceId: W })
  expect(removals.concern(before, entry())).toBe(concerned)
  expect(removals.concern(removals.mark(), entry())).toBe(false)
  expect(removals.concern(before, entry({ workspaceId: newId() }))).toBe(false)
})

test('a removal of everything concerns everybody, and more removals than are remembered concern everything', () => {
  const removals = createRecentRemovals()
  const start = removals.mark()
  removals.addAll()
  expect(removals.concern(start, entry({ workspaceId: newId() }))).toBe(true)
  const quiet = removals.mark()
  for (let index = 0; index < 5_000; index += 1)
    removals.add({ by: 'key', value: `other ${index}`, workspaceId: W })
  expect(removals.concern(quiet, entry())).toBe(true)
  const recent = removals.mark()
  removals.add({ by: 'key', value: 'another', workspaceId: W })
  expect(removals.concern(recent, entry())).toBe(false)
})
