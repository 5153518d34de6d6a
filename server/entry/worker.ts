import { TASK_KINDS } from '#server/contracts/processing.ts'
import { repeat } from '#server/platform/lifecycle/repeat.ts'
import { runProcess } from '#server/platform/lifecycle/run-process.ts'
import { createProcessor } from '#server/processing/process-task.ts'
import { watchFfmpeg } from '#server/processing/sound/watch-ffmpeg.ts'
import { sweepTemporaryFolders } from '#server/processing/with-temporary-folder.ts'
import { createTaskHandler } from '#server/tasks/perform-task.ts'
import { startReplays } from '#server/tasks/run-replays.ts'
import { startScheduleClock } from '#server/tasks/schedule-clock.ts'
import { createTaskWorker } from '#server/tasks/task-worker.ts'

const HOUR_MS = 3_600_000

runProcess('worker', async (ctx) => {
  const processor = createProcessor(ctx)
  const handler = createTaskHandler(ctx, processor)
  const worker = createTaskWorker(ctx, {
    handlers: Object.fromEntries(TASK_KINDS.map((kind) => [kind, handler])),
    concurrency: ctx.config.workerConcurrency,
  })
  await worker.start()
  const clock = startScheduleClock(ctx)
  const replays = await startReplays(ctx)
  const ffmpeg = await watchFfmpeg(ctx.log)
  const sweeping = repeat(ctx.log, {
    ...{ name: 'sweep temporary folders', everyMs: HOUR_MS, firstAfterMs: 60_000 },
    work: () => sweepTemporaryFolders(Date.now()),
  })
  return {
    figures: () => ({ ffmpeg: ffmpeg.installed() }),
    async stop() {
      await ffmpeg.stop()
      await clock.stop()
      await sweeping.stop()
      await replays.stop()
      await worker.stop()
      await processor.close()
    },
  }
})
