// npm run simulate -- --seed 1 --schedules 10000     many histories, one after the other
// npm run simulate -- --seed 4711                    one history, told line by line
import { parseArgs } from 'node:util'
import { FAULT_NAMES } from './faults.ts'
import { runHistory } from './history.ts'
import { replayCommand, simulate } from './simulate.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    schedules: { type: 'string', default: '1' },
    // A deliberate fault of the simulated pieces, to see the checks find it.
    fault: { type: 'string' },
  },
})
const seed = Number(values.seed)
const schedules = Number(values.schedules)
if (!Number.isSafeInteger(seed) || !Number.isSafeInteger(schedules) || schedules < 1)
  throw new Error('--seed and --schedules are whole numbers')
const fault = FAULT_NAMES.find((name) => name === values.fault)
if (values.fault !== undefined && !fault) throw new Error(`--fault is one of ${FAULT_NAMES.join(', ')}`)
const faults = fault ? { [fault]: true } : {}

if (schedules === 1) {
  const { lines, violation, hash, events, updates } = await runHistory(seed, { keep: true, faults })
  for (const line of lines) print(line)
  print(`seed ${seed}: ${events} events, ${updates} updates, history ${hash}`)
  print(violation ? `VIOLATION of "${violation.rule}": ${violation.detail}` : 'no rule was broken')
  process.exitCode = violation ? 1 : 0
} else {
  const sum = await simulate({
    seed,
    schedules,
    faults,
    onViolation: (found) =>
      print(`seed ${found.seed}: ${found.rule}: ${found.detail}\n  ${replayCommand(found.seed, fault)}`),
    onProgress: (done) => print(`${done} of ${schedules} schedules`),
  })
  print(JSON.stringify(sum))
  process.exitCode = sum.violations === 0 ? 0 : 1
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
