// npm run torture -- --victim collab|web|worker|database|supervisor|all --rounds 3 --seed 1
import { parseArgs } from 'node:util'
import { faultsOf, torture } from './torture.ts'
import { VICTIMS } from './weft-process.ts'

const { values } = parseArgs({
  options: {
    victim: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    seed: { type: 'string', default: '1' },
  },
})
const victims = values.victim ? VICTIMS.filter((one) => one === values.victim) : VICTIMS
if (victims.length === 0) throw new Error(`--victim is one of ${VICTIMS.join(', ')}`)

const reports = await torture({
  victims,
  rounds: Number(values.rounds),
  seed: Number(values.seed),
  onRound: (report) => {
    const { victim, acknowledged, pending, jobsAccepted, recoveredMs } = report
    const faults = faultsOf(report)
    print(
      `${victim.padEnd(10)} ${acknowledged} acknowledged, ${pending} in flight at the kill, ${jobsAccepted} jobs, ` +
        `back in step after ${recoveredMs} ms: ${faults.length === 0 ? 'nothing lost' : faults.join('; ')}`,
    )
  },
})
const faults = reports.flatMap(faultsOf)
const sum = reports.reduce((total, report) => total + report.acknowledged, 0)
print(`${reports.length} rounds, ${sum} acknowledged edits before the kills, ${faults.length} faults`)
process.exitCode = faults.length === 0 ? 0 : 1

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
