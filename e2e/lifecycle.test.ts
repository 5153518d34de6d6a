import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Victim, WeftProcess } from './torture/weft-process.ts'

// The figures of the promises: any Node process is back within 5 s, the database within 10 s, a stop takes at most 10 s.
const PROCESS_MS = 5000
const DATABASE_MS = 10_000
const STOP_MS = 10_000

let dataDir: string
let port: number
let weft: WeftProcess

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}

/** Kills the victim and resolves once other processes stand in its place and all is ready again. */
async function killAndAwait(victim: Victim, ms: number): Promise<void> {
  const before = weft.pidsOf(victim)
  expect(before.length).toBeGreaterThan(0)
  weft.kill(victim)
  const replaced = () => {
    const now = weft.pidsOf(victim)
    return now.length > 0 && now.every((pid) => !before.includes(pid))
  }
  const deadline = performance.now() + ms
  await expect.poll(replaced, { timeout: ms, interval: 20 }).toBe(true)
  // Asks the database, through the public door: what readiness says was found some seconds ago.
  const answers = () =>
    fetch(`${weft.url}/api/v1/setup`).then(
      (response) => response.status,
      () => 0,
    )
  await expect.poll(answers, { timeout: deadline - performance.now(), interval: 50 }).toBe(200)
}

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'weft-lifecycle-'))
  port = await freePort()
  weft = new WeftProcess({ dataDir, port })
  weft.start()
  await weft.ready()
}, 60_000)

afterAll(async () => {
  await weft.stop()
  await rm(dataDir, { recursive: true, force: true })
})

test.each(['web', 'collab', 'worker'] as const)('a killed %s is replaced within 5 s', async (victim) => {
  await killAndAwait(victim, PROCESS_MS)
})

test('a killed database is back within 10 s', async () => {
  await killAndAwait('database', DATABASE_MS)
})

test('after the supervisor is killed a new start works at once, on the database that it left', async () => {
  const postmaster = weft.pidsOf('database')[0]
  weft.kill('supervisor')
  weft.start()
  await weft.ready(30_000)
  expect(weft.logTail(200)).toContain('attached')
  expect(weft.pidsOf('database')).toContain(postmaster)
})

test('a port that somebody holds is refused in one sentence', async () => {
  const second = spawn(process.execPath, ['server/entry/main.ts'], {
    env: {
      ...process.env,
      PORT: String(port),
      WEFT_DATA_DIR: dataDir,
      DATABASE_URL: '',
      LOG_LEVEL: 'silent',
    },
  })
  let text = ''
  second.stderr.on('data', (chunk) => {
    text += chunk
  })
  const code = await new Promise((resolve) => second.once('close', resolve))
  expect(code).toBe(1)
  expect(text.trim()).toBe(
    `Port ${port} on 127.0.0.1 is held by another program. Stop it, or set PORT to a free one.`,
  )
})

test('SIGTERM ends everything in order, with 0, within 10 s', async () => {
  const start = performance.now()
  expect(await weft.stop()).toBe(0)
  expect(performance.now() - start).toBeLessThan(STOP_MS)
  expect(weft.pidsOf('database')).toEqual([])
})
