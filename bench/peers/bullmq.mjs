// node bullmq.mjs fill|ask|work URL COUNT: what bench/queue.ts asks of every engine. As its documentation sets it for speed: one
// worker whose concurrency is the slots, jobs added in bulk, and ended jobs removed at once.
import { setTimeout as pause } from 'node:timers/promises'
import { Queue, Worker } from 'bullmq'
import { Redis } from 'ioredis'

const [act, url, count] = [process.argv[2], process.argv[3], Number(process.argv[4])]
const now = () => performance.timeOrigin + performance.now()
const tell = (word, n) => process.stdout.write(`${word} ${n} ${now()}\n`)
const connection = new Redis(url, { maxRetriesPerRequest: null })
const opts = { removeOnComplete: true, removeOnFail: true }

if (act === 'work') {
  const worker = new Worker(
    'nothing',
    async ({ data }) => {
      if (data.n >= 0) tell('started', data.n)
    },
    { connection, concurrency: count },
  )
  await worker.waitUntilReady()
  process.once('SIGTERM', () => void worker.close().then(() => process.exit(0)))
  tell('ready', 0)
} else {
  const queue = new Queue('nothing', { connection })
  if (act === 'fill')
    for (let from = 0; from < count; from += 1000)
      await queue.addBulk(
        Array.from({ length: Math.min(1000, count - from) }, () => ({
          name: 'nothing',
          data: { n: -1 },
          opts,
        })),
      )
  if (act === 'ask')
    for (let n = 0; n < count; n++) {
      await pause(20 + ((n * 7) % 30))
      await queue.add('nothing', { n }, opts)
      tell('asked', n)
    }
  await queue.close()
  connection.disconnect()
}
