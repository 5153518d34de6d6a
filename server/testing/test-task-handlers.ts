import { appendFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import type { TaskHandler, TaskPayload } from '#server/contracts/tasks.ts'
import { runInChild } from '#server/platform/child-job/run-in-child.ts'
import { AppError } from '#server/platform/errors.ts'
import type { TaskHandlers } from '#server/tasks/internal/execution.ts'

/** What a task of a test does, carried in the text of a summary request. */
export const Act = z.object({
  act: z.enum([
    'return',
    'wait',
    // Waits in the first attempt only.
    'wait-once',
    // Is allowed `ms` by what it reads, and takes half of that; waits for ever where `ms` is not more than its limit.
    'wait-allowed',
    'deaf',
    'refuse',
    'break',
    'crash',
    'unstorable',
    'spin-in-child',
    'progress',
    'block',
    // Shows more and more words in the first attempt, and never ends it.
    'write-once',
  ]),
  /** Milliseconds of `wait`, `wait-once`, `deaf` and `block`, and between two reports of `progress`. */
  ms: z.number().default(0),
  /** Whatever the act, each start adds a line with the number of its attempt to this file: a count that no database keeps. */
  startsIn: z.string().optional(),
})
export type Act = z.input<typeof Act>

export function actPayload(act: Act): TaskPayload {
  return {
    request: { kind: 'summarise', source: { type: 'text', text: JSON.stringify(act) }, words: 80 },
    insert: false,
    fresh: false,
  }
}

const handler: TaskHandler = async ({ request }, job) => {
  if (request.kind !== 'summarise' || request.source.type !== 'text') throw new Error('not a task of a test')
  const { act, ms, startsIn } = Act.parse(JSON.parse(request.source.text))
  if (startsIn) appendFileSync(startsIn, `${job.attempt}\n`)
  switch (act) {
    case 'return':
      break
    case 'wait':
      await pause(ms, undefined, { signal: job.signal })
      break
    case 'wait-once':
      if (job.attempt === 1) await pause(ms, undefined, { signal: job.signal })
      break
    case 'wait-allowed': {
      const mayTake = job.allow?.(ms) ?? 0
      await pause(mayTake > ms ? 60_000 : ms / 2, undefined, { signal: job.signal })
      break
    }
    case 'deaf':
      await pause(ms)
      break
    case 'refuse':
      throw new AppError('invalid-input', 'This will never work.')
    case 'break':
      throw new AppError('provider-failed', 'The provider did not answer.')
    case 'crash':
      return process.exit(7)
    case 'unstorable':
      return { loop: 1n }
    case 'spin-in-child':
      await runInChild(
        new URL('./child-jobs.ts', import.meta.url),
        { act: 'spin' },
        {
          signal: job.signal,
          timeoutMs: 60_000,
          memoryMb: 64,
          onProgress: (pid) => job.report({ done: 0, note: JSON.stringify(pid) }),
        },
      )
      break
    case 'block': {
      const end = performance.now() + ms
      while (performance.now() < end);
      break
    }
    case 'write-once':
      for (let words = 'All'; job.attempt === 1; words += ' is') {
        const content = [{ text: words }]
        job.show?.({ provider: 'local', model: null, blocks: () => [{ type: 'paragraph', content }] })
        await pause(40, undefined, { signal: job.signal })
      }
      break
    case 'progress':
      for (let step = 1; step <= 100; step++) {
        job.report({ done: step / 100, note: `step ${step}` })
        await pause(Math.max(10, ms), undefined, { signal: job.signal })
      }
  }
  return { attempt: job.attempt, pid: process.pid }
}

export const testTaskHandlers: TaskHandlers = { summarise: handler }
