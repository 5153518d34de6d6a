import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { createLayeredCache } from '#server/cache/layered-cache.ts'
import { processConfig } from '#server/platform/config/process-config.ts'
import { closeContext, createContext } from '#server/platform/context.ts'
import { lookUpOf } from './look-up.ts'

// A process with a cache of its own, for tests that kill, pause and compare processes. Started by `startCacheProcess`.

const Order = z.object({
  workspaceId: z.string(),
  key: z.string(),
  value: z.string(),
  /** How long computing takes. */
  ms: z.number(),
  /** How many ask at once. */
  times: z.number(),
})

const ctx = createContext(processConfig(), 'test cache')
const cache = createLayeredCache(ctx, { parse: (raw) => z.string().parse(raw) })

process.on('message', (message) => {
  const { workspaceId, key, value, ms, times } = Order.parse(message)
  const compute = async (): Promise<string> => {
    process.send?.({ type: 'computing', key })
    await pause(ms)
    return value
  }
  const asked = Array.from({ length: times }, () => cache.getOrCompute(key, lookUpOf(workspaceId, compute)))
  Promise.all(asked).then(
    (answers) => process.send?.({ type: 'answered', key, values: answers.map((answer) => answer.value) }),
    (error: unknown) => process.send?.({ type: 'failed', key, message: String(error) }),
  )
})
process.once('SIGTERM', () => {
  void cache
    .close()
    .then(() => closeContext(ctx))
    .then(() => process.exit(0))
})
// The test's end, however it comes, is this process's end.
process.once('disconnect', () => process.exit(1))
process.send?.({ type: 'ready' })
