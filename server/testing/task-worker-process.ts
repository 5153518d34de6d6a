import { z } from 'zod'
import type { TaskHandler } from '#server/contracts/tasks.ts'
import { processConfig } from '#server/platform/config/process-config.ts'
import { closeContext, createContext } from '#server/platform/context.ts'
import type { Processor } from '#server/tasks/perform-task.ts'
import { createTaskWorker } from '#server/tasks/task-worker.ts'
import { sampleAnswer } from './sample-answer.ts'
import { testTaskHandlers } from './test-task-handlers.ts'

// A worker as a process of its own, for tests that kill, stop and compare workers. Started by `startWorkerProcess`.

const options = z
  .object({
    concurrency: z.number(),
    leaseMs: z.number().optional(),
    beatMs: z.number().optional(),
    lookMs: z.number().optional(),
    pollMs: z.number().optional(),
    drainMs: z.number().optional(),
  })
  .parse(JSON.parse(process.argv[2] ?? '{}'))

const ctx = createContext(processConfig(), 'test worker')
/** Does the act, then lets an answer enter the page as processing does. Loaded where needed: it is most of a worker's code. */
const intoPage: TaskHandler = async (task, job) => {
  const { createTaskHandler } = await import('#server/tasks/perform-task.ts')
  const run: Processor['run'] = async (payload, inner) => {
    await testTaskHandlers.summarise?.(payload, inner)
    return sampleAnswer()
  }
  return await createTaskHandler(ctx, { run })(task, job)
}
const handlers = { ...testTaskHandlers, keywords: intoPage }
const worker = createTaskWorker(ctx, { handlers, ...options })
async function end(): Promise<void> {
  await worker.stop()
  await closeContext(ctx)
  process.exit(0)
}
process.once('SIGTERM', () => void end())
// The test's end, however it comes, is this process's end.
process.once('disconnect', () => process.exit(1))
await worker.start()
process.send?.({ type: 'ready' })
