// Everything behind `npm test`, in one run. A failing step does not hide the next; the last line is the sum.
// `npm test -- lint knip` runs only the steps whose names contain one of the words.
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { z } from 'zod'

type Result = { passed: number; failed: number }
type Step = { name: string; run: () => Promise<Result> }

const reports = await mkdtemp(path.join(tmpdir(), 'weft-tests-'))
const bin = (name: string) => path.resolve('node_modules/.bin', name)

/** A check that is no test counts as one: passed when all of its commands exit 0. Its output is shown when it fails. */
function check(name: string, ...commands: string[][]): Step {
  return {
    name,
    async run() {
      for (const command of commands) {
        const { code, output } = await execute(command, 'quiet')
        if (code === 0) continue
        console.log(output.trim())
        return { passed: 0, failed: 1 }
      }
      return { passed: 1, failed: 0 }
    },
  }
}

const VitestReport = z.object({
  numPassedTests: z.number().int(),
  numFailedTests: z.number().int(),
  success: z.boolean(),
})

function vitest(name: string, ...rest: string[]): Step {
  return {
    name,
    async run() {
      const file = path.join(reports, 'vitest.json')
      await rm(file, { force: true })
      const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${file}`]
      const { code } = await execute([bin('vitest'), 'run', ...reporters, ...rest], 'shown')
      const report = VitestReport.parse(await readReport(file))
      return sum(report.numPassedTests, report.numFailedTests, code === 0 && report.success)
    },
  }
}

const PlaywrightReport = z.object({
  stats: z.object({ expected: z.number().int(), unexpected: z.number().int(), flaky: z.number().int() }),
})

const browserTests: Step = {
  name: 'end-to-end tests (playwright)',
  async run() {
    const file = path.join(reports, 'playwright.json')
    const command = [bin('playwright'), 'test', '--reporter=list,json']
    const { code } = await execute(command, 'shown', { PLAYWRIGHT_JSON_OUTPUT_FILE: file })
    const { stats } = PlaywrightReport.parse(await readReport(file))
    return sum(stats.expected, stats.unexpected + stats.flaky, code === 0)
  },
}

const CHECKS: Step[] = [
  check(
    'types (next typegen, tsc)',
    [bin('next'), 'typegen'],
    [bin('tsc'), '-p', '.', '--incremental', 'false'],
  ),
  check('lint (biome)', [bin('biome'), 'ci', '.']),
  check('import rules, each with its canary', ['node', 'scripts/check-import-rules.ts']),
  check('nothing unused (knip)', [bin('knip')]),
  check('figures of the house', ['node', 'scripts/measure-house.ts']),
  check('schema and migrations agree', ['node', 'scripts/db.ts', 'diff']),
  check('migrations expand, then contract', ['node', 'scripts/check-migrations.ts']),
  check('security of dependencies and files', ['node', 'scripts/check-security.ts']),
]

const STEPS: Step[] = [
  vitest('unit and integration tests (vitest)', '--exclude', 'e2e/**'),
  vitest('nothing acknowledged is lost (kill -9)', 'e2e/'),
  browserTests,
]

/** A runner that ran nothing, or that failed beside its tests, counts as a failure: silence is no success. */
function sum(passed: number, failed: number, fine: boolean): Result {
  return { passed, failed: passed + failed === 0 || (failed === 0 && !fine) ? failed + 1 : failed }
}

async function readReport(file: string): Promise<unknown> {
  return JSON.parse(await readFile(file, 'utf8'))
}

function execute(
  [program = '', ...rest]: string[],
  show: 'quiet' | 'shown',
  environment: Record<string, string> = {},
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program === 'node' ? process.execPath : program, rest, {
      env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', ...environment },
      stdio: ['ignore', show === 'shown' ? 'inherit' : 'pipe', show === 'shown' ? 'inherit' : 'pipe'],
    })
    const output: Buffer[] = []
    child.stdout?.on('data', (chunk: Buffer) => output.push(chunk))
    child.stderr?.on('data', (chunk: Buffer) => output.push(chunk))
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, output: Buffer.concat(output).toString() }))
  })
}

const total: Result = { passed: 0, failed: 0 }
const lines: string[] = []
const words = process.argv.slice(2)
const chosen = ({ name }: Step): boolean => words.length === 0 || words.some((word) => name.includes(word))
if (![...CHECKS, ...STEPS].some(chosen)) throw new Error(`no step is named ${words.join(' or ')}`)

async function take({ name, run }: Step): Promise<void> {
  console.log(`\n== ${name}`)
  const start = performance.now()
  const result = await run().catch((error: unknown): Result => {
    console.log(error instanceof Error ? error.message : String(error))
    return { passed: 0, failed: 1 }
  })
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  const line = `${result.failed > 0 ? 'failed' : 'ok    '}  ${name}: ${result.passed} passed, ${result.failed} failed, ${seconds} s`
  console.log(line)
  lines.push(line)
  total.passed += result.passed
  total.failed += result.failed
}

async function takeInTurn(steps: Iterator<Step>): Promise<void> {
  for (let step = steps.next(); !step.done; step = steps.next()) await take(step.value)
}

// Compiling keeps one processor busy for as long as all other checks together keep another.
const checks = CHECKS.filter(chosen).values()
await Promise.all([takeInTurn(checks), takeInTurn(checks)])
await takeInTurn(STEPS.filter(chosen).values())
await rm(reports, { recursive: true, force: true })
console.log(`\n${lines.join('\n')}\n`)
console.log(`${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed > 0 ? 1 : 0
