import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { freePort } from './torture/free-port.ts'
import { type Victim, WeftProcess } from './torture/weft-process.ts'

// The promises are 5 s for a Node process and 10 s for the database, on a machine that does nothing else: measured 0.4 to
// 1.9 s. Twice that here, because tests share their machine.
const PROCESS_MS = 10_000
const DATABASE_MS = 20_000
const STOP_MS = 10_000
// Longer than the supervisor waits for its port and a start takes.
const SLOW_MS = 60_000

let dataDir: string
let port: number
let weft: WeftProcess

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

test.each(['web', 'collab', 'worker'] as const)(
  'a killed %s is replaced',
  async (victim) => {
    await killAndAwait(victim, PROCESS_MS)
  },
  SLOW_MS,
)

test(
  'a killed database comes back',
  async () => {
    await killAndAwait('database', DATABASE_MS)
  },
  SLOW_MS,
)

test(
  'after the supervisor is killed a new start works at once, on the database that it left',
  async () => {
    const postmaster = weft.pidsOf('database')[0]
    weft.kill('supervisor')
    weft.start()
    // Its orphans answer for a moment more, so an answer alone does not tell that the new one is there.
    const starts = () => weft.logTail(1000).match(/^Weft is ready at /gm)?.length
    await expect.poll(starts, { timeout: 30_000, interval: 50 }).toBe(2)
    expect(weft.logTail(1000)).toContain('"mode":"attached"')
    expect(weft.pidsOf('database')).toContain(postmaster)
  },
  SLOW_MS,
)

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
  // Should it start after all, it must not outlive the test.
  onTestFinished(() => {
    second.kill('SIGKILL')
  })
  let text = ''
  second.stderr.on('data', (chunk) => {
    text += chunk
  })
  const code = await new Promise((resolve) => second.once('close', resolve))
  expect(code).toBe(1)
  expect(text.trim()).toMatch(
    new RegExp(`^Port ${port} on 127\\.0\\.0\\.1 is held by .+: stop it, or set PORT to a free one\\.$`),
  )
})

test('SIGTERM ends everything in order, with 0, within 10 s', async () => {
  const start = performance.now()
  expect(await weft.stop()).toBe(0)
  expect(performance.now() - start).toBeLessThan(STOP_MS)
  expect(weft.pidsOf('database')).toEqual([])
})
