import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { runProcess } from '#server/platform/lifecycle/run-process.ts'

// As long as somebody needs to ask a second time while it finishes.
const FINISHING_MS = 100

// A process that does nothing, for the tests of the lifecycle. Its data folder tells what became of it.
runProcess('idle', async (ctx) => {
  const note = (name: string) => writeFileSync(path.join(ctx.config.dataDir, name), String(process.pid))
  const alive = setInterval(() => {}, 1000)
  note('started')
  process.once('SIGUSR2', () => {
    throw new Error('an error that nobody catches')
  })
  return {
    async stop() {
      clearInterval(alive)
      note('stopping')
      await setTimeout(FINISHING_MS)
      note('stopped')
    },
  }
})
