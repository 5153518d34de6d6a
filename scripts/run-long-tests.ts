// npm run test:long -- [--rounds 20] [--seed N]: what takes too long for every change. It says when a tool is absent.
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import {
  type EmbeddedDatabase,
  startEmbeddedDatabase,
} from '#server/platform/embedded-database/embedded-database.ts'
import { newestSystemFolder } from '#server/platform/embedded-database/find-binaries.ts'
import { createLogger } from '#server/platform/logging/logger.ts'

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '20' }, seed: { type: 'string', default: '1' } },
})
const failed: string[] = []

console.log(`\n== torture, ${values.rounds} rounds for each victim, seed ${values.seed}`)
if ((await run('node', 'e2e/torture/run.ts', '--rounds', values.rounds, '--seed', values.seed)) !== 0)
  failed.push('torture')

console.log('\n== 1,000,000 hostile frames against the door')
if ((await run('node', 'e2e/torture/fuzz-door.ts', '--seed', values.seed)) !== 0)
  failed.push('hostile frames')

console.log('\n== hostile starts, killed restores and full disks')
process.env.WEFT_LONG = '1'
process.env.HOSTILE_ROUNDS = '12'
process.env.HOSTILE_SEED = values.seed
const hostile = ['hostile-starts', 'backup-drill', 'full-disk', 'bootstrap'].map(
  (name) => `e2e/${name}.test.ts`,
)
if ((await run(path.resolve('node_modules/.bin/vitest'), 'run', ...hostile, '--reporter=verbose')) !== 0)
  failed.push('hostile starts')

console.log('\n== restore drill at 1 GB')
if ((await run('node', 'bench/run.ts', 'restore')) !== 0) failed.push('restore drill')

console.log('\n== the task engine beside graphile-worker, pg-boss and, with the Redis of the system, BullMQ')
if ((await run('node', 'bench/run.ts', 'queue', '4000', '1')) !== 0)
  failed.push('the task engine beside others')

console.log('\n== unit and integration tests on the PostgreSQL of the system')
const bin = await newestSystemFolder(['/usr/lib/postgresql'])
if (!bin) console.log('skipped: this system has no PostgreSQL (on Debian: apt-get install postgresql)')
else if ((await onSystemServer(bin)) !== 0)
  failed.push('unit and integration tests on the system’s PostgreSQL')

console.log(
  '\n== long histories, slow readers and the guarantees of the task engine; audio, video and bombs, with the ffmpeg of the system',
)
if ((await run(path.resolve('node_modules/.bin/vitest'), 'run', '--config', 'vitest.long.config.ts')) !== 0)
  failed.push('long histories, slow readers, the task engine, audio, video and bombs')

console.log('\n== every kind of job in a browser: form, result, page, source, and over REST')
const playwright = path.resolve('node_modules/.bin/playwright')
if ((await run(playwright, 'test', '--config', 'playwright.long.config.ts')) !== 0)
  failed.push('every kind of job in a browser')

console.log(failed.length === 0 ? '\nall long tests passed' : `\nfailed: ${failed.join(', ')}`)
process.exitCode = failed.length === 0 ? 0 : 1

/** The oldest supported major is what Debian's stable release brings; the embedded one is the newest. */
async function onSystemServer(bin: string): Promise<number> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'weft-system-server-'))
  const major = Number(/\d+/.exec(bin)?.[0])
  const binaries = { initdb: path.join(bin, 'initdb'), postgres: path.join(bin, 'postgres'), major }
  const log = createLogger('long tests', 'warn')
  let server: EmbeddedDatabase | undefined
  try {
    server = await startEmbeddedDatabase({ dataDir, log, scratch: true, binaries })
    console.log(`PostgreSQL ${major} from ${bin}`)
    process.env.TEST_DATABASE_URL = server.url
    return await run(path.resolve('node_modules/.bin/vitest'), 'run', '--exclude', 'e2e/**', '--reporter=dot')
  } finally {
    await server?.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

function run(program: string, ...rest: string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program === 'node' ? process.execPath : program, rest, { stdio: 'inherit' })
    child.once('error', reject)
    child.once('close', (code) => resolve(code ?? 1))
  })
}
