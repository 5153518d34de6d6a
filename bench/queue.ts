// The task engine beside graphile-worker (with its local queue) and pg-boss, in one run on one PostgreSQL: no-op jobs a second with
// one and four worker processes of ten slots, the processor time that a job costs database and workers, and the time from the commit
// of a job to the start of its handler in another, idle process. Turn by turn, each engine alone; medians of the rounds.
// npm run bench -- queue [jobs] [rounds]

import { processConfig } from '#server/platform/config/process-config.ts'
import { median, percentile } from './collab/process-usage.ts'
import { installPeers } from './install-peers.ts'
import { ENGINES, type Load, latencies, measureLoad } from './queue/measure-engine.ts'

const [jobs = 10_000, rounds = 3] = process.argv.slice(2).map(Number)
const url = processConfig().databaseUrl
if (!url) throw new Error('npm run bench -- queue')

installPeers('graphile-worker', 'pg-boss')
const shown = (value: number, digits = 0) => value.toFixed(digits)

for (const workers of [1, 4]) {
  const loads = new Map<string, Load[]>(Object.keys(ENGINES).map((name) => [name, []]))
  for (let round = 0; round < rounds; round++)
    for (const [name, engine] of Object.entries(ENGINES))
      loads.get(name)?.push(await measureLoad(engine, { url, workers, jobs }))
  for (const [name, of] of loads) {
    const middle = (pick: (load: Load) => number) => median(of.map(pick))
    console.log(
      `${name}, ${workers} x 10 slots: ${shown(middle((load) => load.jobsASecond))} no-op jobs/s; a job costs the database ` +
        `${shown(middle((load) => load.databaseUs))} us, the workers ${shown(middle((load) => load.workersUs))} us of processor`,
    )
  }
}
for (const [name, engine] of Object.entries(ENGINES)) {
  const took = await latencies(engine, { url, count: 100 })
  const at = (share: number) => shown(percentile(took, share), 1)
  console.log(`${name}, commit to start, idle, ms: p50 ${at(0.5)}, p95 ${at(0.95)}, p99 ${at(0.99)}`)
}
