// Everything behind `npm test`, in one run. A failing step does not hide the next; the last line is the sum.
// `npm test -- lint knip` runs only the steps whose names contain one of the words.
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { z } from 'zod'

/** `broken` names what failed, each with the first line of its reason. */
type Result = { passed: number; failed: number; broken?: string[] }
type Step = { name: string; run: () => Promise<Result> }

const reports = await mkdtemp(path.join(tmpdir(), 'weft-tests-'))
const COMPILED = path.resolve('node_modules/.cache/compiled')
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
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string(),
      assertionResults: z.array(
        z.object({ status: z.string(), fullName: z.string(), failureMessages: z.array(z.string()) }),
      ),
    }),
  ),
})

/** A file that fails without a failed test did so while it was loaded or cleaned up. */
function brokenInVitest({ testResults }: z.infer<typeof VitestReport>): string[] {
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = path.relative('.', name)
    const tests = assertionResults.filter((test) => test.status === 'failed')
    if (status === 'failed' && tests.length === 0) return [`${file}: ${firstLine(message)}`]
    return tests.map((test) => `${file} > ${test.fullName}: ${firstLine(test.failureMessages[0] ?? '')}`)
  })
}

/** `environment` is given to the runner and, unless they choose their own, to the processes that its tests start. */
function vitest(name: string, rest: string[], environment: Record<string, string> = {}): Step {
  return {
    name,
    async run() {
      const file = path.join(reports, 'vitest.json')
      await rm(file, { force: true })
      const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${file}`]
      const { code } = await execute([bin('vitest'), 'run', ...reporters, ...rest], 'shown', environment)
      const report = VitestReport.parse(await readReport(file))
      const result = sum(report.numPassedTests, report.numFailedTests, code === 0 && report.success)
      return { ...result, broken: brokenInVitest(report) }
    },
  }
}

const Suite = z.object({
  specs: z.array(
    z.object({
      title: z.string(),
      ok: z.boolean(),
      file: z.string(),
      line: z.number().int(),
      tests: z.array(
        z.object({
          results: z.array(z.object({ error: z.object({ message: z.string().optional() }).optional() })),
        }),
      ),
    }),
  ),
  get suites() {
    return z.array(Suite).optional()
  },
})

const PlaywrightReport = z.object({
  stats: z.object({ expected: z.number().int(), unexpected: z.number().int(), flaky: z.number().int() }),
  suites: z.array(Suite),
})

function brokenInPlaywright(suites: z.infer<typeof Suite>[]): string[] {
  return suites.flatMap((suite) => [
    ...suite.specs
      .filter(({ ok }) => !ok)
      .map(({ file, line, title, tests }) => {
        const errors = tests.flatMap(({ results }) => results.map(({ error }) => error?.message ?? ''))
        return `e2e/${file}:${line} > ${title}: ${firstLine(errors.find((error) => error !== '') ?? '')}`
      }),
    ...brokenInPlaywright(suite.suites ?? []),
  ])
}

function firstLine(message: string): string {
  return stripVTControlCharacters(message).trim().split('\n')[0] || 'without a reason'
}

const browserTests: Step = {
  name: 'end-to-end tests (playwright)',
  async run() {
    const file = path.join(reports, 'playwright.json')
    const command = [bin('playwright'), 'test', '--reporter=list,json']
    const { code } = await execute(command, 'shown', { PLAYWRIGHT_JSON_OUTPUT_FILE: file })
    const { stats, suites } = PlaywrightReport.parse(await readReport(file))
    const result = sum(stats.expected, stats.unexpected + stats.flaky, code === 0)
    return { ...result, broken: brokenInPlaywright(suites) }
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
  // What compiled once is kept for the many processes that load the same packages: a sixth of the run.
  vitest('unit and integration tests (vitest)', ['--project=server', '--project=alone'], {
    NODE_COMPILE_CACHE: COMPILED,
  }),
  vitest('nothing acknowledged is lost (kill -9)', ['--project=kill']),
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
const broken: string[] = []
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
  broken.push(...(result.broken ?? []))
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
// Again beside the sum: of a long log often the end alone is kept.
if (broken.length > 0) console.log(`${broken.map((one) => `failed: ${one}`).join('\n')}\n`)
console.log(`${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed > 0 ? 1 : 0
