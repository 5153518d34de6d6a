// npm run test:long -- [--rounds 20] [--seed N] [--only WORDS]: what takes too long for every change. It says when a tool is absent.
import { spawn } from 'node:child_process'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { newestSystemFolder } from '#server/platform/embedded-database/find-binaries.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    /** Only the steps whose title holds these words. */
    only: { type: 'string', default: '' },
  },
})
const { rounds, seed } = values

type Step = { title: string; args: [string, ...string[]]; env?: Record<string, string> }

const vitest = path.resolve('node_modules/.bin/vitest')
const playwright = path.resolve('node_modules/.bin/playwright')
const hostile = ['hostile-starts', 'backup-drill', 'full-disk', 'bootstrap'].map(
  (name) => `e2e/${name}.test.ts`,
)

const steps: Step[] = [
  {
    title: `torture, ${rounds} rounds for each victim, seed ${seed}`,
    args: ['node', 'e2e/torture/run.ts', '--rounds', rounds, '--seed', seed],
  },
  {
    title: '1,000,000 hostile frames against the door',
    args: ['node', 'e2e/torture/fuzz-door.ts', '--seed', seed],
  },
  {
    title: 'hostile starts, killed restores and full disks',
    args: [vitest, 'run', ...hostile, '--reporter=verbose'],
    env: { WEFT_LONG: '1', HOSTILE_ROUNDS: '12', HOSTILE_SEED: seed },
  },
  { title: 'restore drill at 1 GB', args: ['node', 'bench/run.ts', 'restore'] },
  {
    title: 'the task engine beside graphile-worker, pg-boss and, with the Redis of the system, BullMQ',
    args: ['node', 'bench/run.ts', 'queue', '4000', '1'],
  },
  ...(await onSystemServer()),
  {
    title:
      'long histories, slow readers and the guarantees of the task engine; audio, video and bombs, with the ffmpeg of the system',
    args: [vitest, 'run', '--config', 'vitest.long.config.ts'],
  },
  {
    title: 'every kind of job in a browser: form, result, page, source, and over REST',
    args: [playwright, 'test', '--config', 'playwright.long.config.ts'],
  },
]

const chosen = steps.filter(({ title }) => title.includes(values.only))
const failed: string[] = []
for (const { title, args, env } of chosen) {
  console.log(`\n== ${title}`)
  if ((await run(args, env)) !== 0) failed.push(title)
}
if (chosen.length === 0) failed.push(`no step is called ${values.only}`)
console.log(failed.length === 0 ? '\nall long tests passed' : `\nfailed: ${failed.join(', ')}`)
process.exitCode = failed.length === 0 ? 0 : 1

/**
 * What depends on the version of PostgreSQL: Debian's stable release brings the oldest that we support, the bundled one is the newest.
 * Which it is goes into the environment of each step alone, so that no later one looks for a server that is gone.
 */
async function onSystemServer(): Promise<Step[]> {
  const bin = await newestSystemFolder(['/usr/lib/postgresql'])
  if (!bin) {
    console.log('skipped: this system has no PostgreSQL of its own (on Debian: apt-get install postgresql)')
    return []
  }
  const env = { TEST_POSTGRES_BIN: bin }
  const where = `on the PostgreSQL ${/\d+/.exec(bin)?.[0]} of the system`
  return [
    {
      title: `unit and integration tests ${where}`,
      args: [vitest, 'run', '--project=server', '--project=alone', '--reporter=dot'],
      env,
    },
    {
      title: `the guarantees of the task engine ${where}`,
      args: [vitest, 'run', '--config', 'vitest.long.config.ts', 'server/tasks'],
      env,
    },
  ]
}

function run([program, ...rest]: Step['args'], env: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program === 'node' ? process.execPath : program, rest, {
      stdio: 'inherit',
      env: { ...process.env, ...env },
    })
    child.once('error', reject)
    child.once('close', (code) => resolve(code ?? 1))
  })
}
