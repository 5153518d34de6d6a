// node pg-boss.mjs fill|ask|work URL COUNT: what bench/queue.ts asks of every engine. Set for speed: batches of as many jobs as
// there are slots, with a result for each job, asked for again while they come back full, and told by NOTIFY.
import { setTimeout as pause } from 'node:timers/promises'
import { PgBoss } from 'pg-boss'

const [act, connectionString, count] = [process.argv[2], process.argv[3], Number(process.argv[4])]
const now = () => performance.timeOrigin + performance.now()
const tell = (word, n) => process.stdout.write(`${word} ${n} ${now()}\n`)

const boss = new PgBoss({ connectionString, useListenNotify: true, max: act === 'work' ? count + 2 : 10 })
boss.on('error', () => {})
await boss.start()
await boss.createQueue('nothing', { notify: true }).catch(() => {})

if (act === 'work') {
  const options = {
    batchSize: count,
    perJobResults: true,
    burstWhenBatchFull: true,
    pollingIntervalSeconds: 0.5,
    notifyPollingIntervalSeconds: 0.5,
  }
  await boss.work('nothing', options, async (jobs) => {
    for (const { data } of jobs) if (data.n >= 0) tell('started', data.n)
    return jobs.map(({ id }) => ({ id, status: 'completed' }))
  })
  process.once('SIGTERM', () => void boss.stop({ graceful: false }).then(() => process.exit(0)))
  tell('ready', 0)
} else {
  if (act === 'fill')
    for (let from = 0; from < count; from += 1000)
      await boss.insert(
        'nothing',
        Array.from({ length: 1000 }, () => ({ data: { n: -1 } })),
      )
  if (act === 'ask')
    for (let n = 0; n < count; n++) {
      await pause(20 + ((n * 7) % 30))
      await boss.send('nothing', { n })
      tell('asked', n)
    }
  await boss.stop({ graceful: false })
  process.exit(0)
}
