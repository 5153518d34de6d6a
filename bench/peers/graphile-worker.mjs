// node graphile-worker.mjs fill|ask|work URL COUNT: what bench/queue.ts asks of every engine. As its documentation sets it for
// speed: a local queue of a batch more than the slots, completions written together.
import { setTimeout as pause } from 'node:timers/promises'
import { makeWorkerUtils, run } from 'graphile-worker'

const [act, connectionString, count] = [process.argv[2], process.argv[3], Number(process.argv[4])]
const now = () => performance.timeOrigin + performance.now()
const tell = (word, n) => process.stdout.write(`${word} ${n} ${now()}\n`)

if (act === 'work') {
  const runner = await run({
    connectionString,
    preset: {
      worker: {
        concurrentJobs: count,
        localQueue: { size: count + 1 },
        completeJobBatchDelay: 0,
        maxPoolSize: count + 2,
      },
    },
    noHandleSignals: true,
    logger: undefined,
    taskList: {
      nothing: ({ n }) => {
        if (n >= 0) tell('started', n)
      },
    },
  })
  process.once('SIGTERM', () => void runner.stop().then(() => process.exit(0)))
  tell('ready', 0)
} else {
  const utils = await makeWorkerUtils({ connectionString })
  await utils.migrate()
  if (act === 'fill')
    for (let from = 0; from < count; from += 1000)
      await utils.addJobs(Array.from({ length: 1000 }, () => ({ identifier: 'nothing', payload: { n: -1 } })))
  if (act === 'ask')
    for (let n = 0; n < count; n++) {
      await pause(20 + ((n * 7) % 30))
      await utils.addJob('nothing', { n })
      tell('asked', n)
    }
  await utils.release()
}
