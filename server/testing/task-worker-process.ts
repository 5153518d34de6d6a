import { z } from 'zod'
import { processConfig } from '#server/platform/config/process-config.ts'
import { closeContext, createContext } from '#server/platform/context.ts'
import { createTaskWorker } from '#server/tasks/task-worker.ts'
import { testTaskHandlers } from './test-task-handlers.ts'

// A worker as a process of its own, for tests that kill, stop and compare workers. Started by `startWorkerProcess`.

const options = z
  .object({
    concurrency: z.number(),
    leaseMs: z.number().optional(),
    beatMs: z.number().optional(),
    lookMs: z.number().optional(),
    drainMs: z.number().optional(),
  })
  .parse(JSON.parse(process.argv[2] ?? '{}'))

const ctx = createContext(processConfig(), 'test worker')
const worker = createTaskWorker(ctx, { handlers: testTaskHandlers, ...options })
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
