// npm run torture -- --victim collab|web|worker|database|supervisor|all --rounds 3 --seed 1 [--resume file]
//   kills parts of a whole Weft; with a file, an interrupted run goes on where it was
// npm run torture -- --scenario all|partition|bad-line|half-open|database-away|... [--extent N] --seed 1
//   plays bad days: lines, clocks, restarts, storms
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { RoundReport } from './round.ts'
import { SCENARIOS, type ScenarioName, Stage } from './scenarios/run-scenario.ts'
import { faultsOf, torture } from './torture.ts'
import { VICTIMS } from './weft-process.ts'

const { values } = parseArgs({
  options: {
    victim: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    seed: { type: 'string', default: '1' },
    resume: { type: 'string' },
    scenario: { type: 'string' },
    extent: { type: 'string' },
  },
})
const seed = Number(values.seed)
process.exitCode =
  (values.scenario ? await playScenarios(values.scenario) : await killVictims()) === 0 ? 0 : 1

/** Both give the number of broken promises. */
async function playScenarios(wanted: string): Promise<number> {
  const all = Object.keys(SCENARIOS) as ScenarioName[]
  const names = wanted === 'all' ? all : all.filter((name) => name === wanted)
  if (names.length === 0) throw new Error(`--scenario is all or one of ${all.join(', ')}`)
  const stage = await Stage.open()
  let broken = 0
  try {
    for (const name of names) {
      const extent = values.extent === undefined ? SCENARIOS[name].long : Number(values.extent)
      const { figures, faults } = await stage.play(name, seed, extent)
      const told = Object.entries(figures).map(([what, figure]) => `${what} ${figure}`)
      const verdict = faults.length === 0 ? 'every promise kept' : faults.join('; ')
      print(`${name.padEnd(17)} ${extent} ${SCENARIOS[name].unit}: ${told.join(', ')}: ${verdict}`)
      broken += faults.length
    }
  } finally {
    await stage.close()
  }
  return broken
}

async function killVictims(): Promise<number> {
  const victims = values.victim ? VICTIMS.filter((one) => one === values.victim) : VICTIMS
  if (victims.length === 0) throw new Error(`--victim is one of ${VICTIMS.join(', ')}`)
  const { resume } = values
  const reports = await torture({
    ...{ victims, seed },
    rounds: Number(values.rounds),
    done: resume ? roundsOf(resume) : [],
    onRound(report) {
      if (resume) appendFileSync(resume, `${JSON.stringify(report)}\n`)
      const { victim, acknowledged, pending, jobsAccepted, recoveredMs } = report
      const faults = faultsOf(report)
      print(
        `${victim.padEnd(10)} ${acknowledged} acknowledged, ${pending} in flight at the kill, ${jobsAccepted} jobs, ` +
          `back in step after ${recoveredMs} ms: ${faults.length === 0 ? 'nothing lost' : faults.join('; ')}`,
      )
    },
  })
  for (const victim of victims) printSum(victim, reports)
  return reports.flatMap(faultsOf).length
}

/** The line of docs/reliability.md for a victim. */
function printSum(victim: string, reports: readonly RoundReport[]): void {
  const own = reports.filter((report) => report.victim === victim)
  const sum = (of: (report: RoundReport) => number) => own.reduce((total, report) => total + of(report), 0)
  const times = own.map(({ recoveredMs }) => recoveredMs / 1000).sort((a, b) => a - b)
  print(
    `| ${victim} | ${values.seed} | ${own.length} | ${sum(({ acknowledged }) => acknowledged).toLocaleString('en')} ` +
      `| ${sum(({ jobsAccepted }) => jobsAccepted)} | ${sum(({ lost, jobsLost }) => lost.length + jobsLost.length)} ` +
      `| ${sum(({ doubled, resultsDoubled }) => doubled.length + resultsDoubled.length)} ` +
      `| ${times[times.length >> 1]?.toFixed(1)}, at most ${times.at(-1)?.toFixed(1)} s |`,
  )
}

function roundsOf(file: string): RoundReport[] {
  if (!existsSync(file)) return []
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean)
  return lines.map((line) => JSON.parse(line) as RoundReport)
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
