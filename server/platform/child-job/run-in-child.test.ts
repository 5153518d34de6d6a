import { expect, test } from 'vitest'
import { z } from 'zod'
import { until } from '#server/testing/until.ts'
import { type ChildJobOptions, runInChild } from './run-in-child.ts'

const module = new URL('../../testing/child-jobs.ts', import.meta.url)

function start(input: unknown, options: Partial<ChildJobOptions> = {}) {
  const pids: number[] = []
  const answer = runInChild(module, input, {
    signal: new AbortController().signal,
    timeoutMs: 20_000,
    memoryMb: 128,
    onProgress: (progress) => pids.push(z.object({ pid: z.number() }).parse(progress).pid),
    ...options,
  })
  return { pids, answer }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

test('input and output are structured clones, and the process is gone when the answer is there', async () => {
  const value = { bytes: new Uint8Array([1, 2]), at: new Date(5), list: [undefined, 1n] }
  const { pids, answer } = start({ act: 'echo', value })
  expect(await answer).toEqual(value)
  expect(pids.map(alive)).toEqual([false])
})

test('a child that never yields is killed within the second when its signal aborts', async () => {
  const controller = new AbortController()
  const { pids, answer } = start({ act: 'spin' }, { signal: controller.signal })
  const ended = answer.catch((error: unknown) => error)
  await until('the child runs', () => pids.length)
  const start_ = performance.now()
  controller.abort(new Error('cancelled'))
  expect(await ended).toMatchObject({ message: 'cancelled' })
  expect(performance.now() - start_).toBeLessThan(1000)
  expect(pids.map(alive)).toEqual([false])
})

test('a child that exceeds its time is killed and the error is timed-out', async () => {
  const { pids, answer } = start({ act: 'spin' }, { timeoutMs: 1500 })
  await expect(answer).rejects.toMatchObject({ code: 'timed-out' })
  expect(pids.map(alive)).toEqual([false])
})

test.each(['grow', 'grow-native', 'exit'])('a child that dies (%s) is cannot-process', async (act) => {
  await expect(start({ act }, { memoryMb: 64 }).answer).rejects.toMatchObject({
    code: 'cannot-process',
    retryable: false,
  })
})

test('an error of the closed list crosses the border as it is, any other as internal', async () => {
  await expect(start({ act: 'refuse' }).answer).rejects.toMatchObject({
    code: 'unsupported-media',
    message: 'Only images can be read.',
  })
  await expect(start({ act: 'break' }).answer).rejects.toMatchObject({
    code: 'internal',
    cause: expect.stringContaining('x is undefined'),
  })
})

test('an output above the limit is too-large', async () => {
  const value = new Uint8Array(2 * 1_048_576)
  await expect(start({ act: 'echo', value }, { maxOutputBytes: 1_048_576 }).answer).rejects.toMatchObject({
    code: 'too-large',
  })
})

test('the child sees no setting of ours, secrets least of all', async () => {
  process.env.WEFT_SECRET = 'a secret that must stay in this process'
  const names = z.array(z.string()).parse(await start({ act: 'secrets' }).answer)
  delete process.env.WEFT_SECRET
  expect(names).toContain('PATH')
  expect(names.filter((name) => /SECRET|DATABASE|KEY|TOKEN|^WEFT/.test(name))).toEqual([])
})

test('what the child started is killed with it', async () => {
  const controller = new AbortController()
  const { pids, answer } = start({ act: 'grandchild' }, { signal: controller.signal })
  const ended = answer.catch((error: unknown) => error)
  await until('child and grandchild run', () => pids.length === 2)
  controller.abort(new Error('cancelled'))
  await ended
  await until('both are gone', () => !pids.some(alive))
})

test('nothing is started for a signal that has aborted already', async () => {
  const { pids, answer } = start({ act: 'echo' }, { signal: AbortSignal.abort(new Error('too late')) })
  await expect(answer).rejects.toThrow('too late')
  expect(pids).toEqual([])
})
