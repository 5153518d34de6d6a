import { type ChildProcess, execFileSync, fork } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { until } from '#server/testing/until.ts'
import { inheritedEnvironment } from '../config/process-config.ts'
import { createLogger } from '../logging/logger.ts'
import { SupervisedChild } from './supervised-child.ts'

const MODULE = path.resolve('server/testing/idle-process.ts')
const log = createLogger('test', 'silent')
let dataDir: string
const children = new Set<SupervisedChild>()

beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'weft-lifecycle-'))
})

afterEach(async () => {
  for (const child of children) child.kill()
  children.clear()
  await rm(dataDir, { recursive: true, force: true })
})

function environment(additions: Record<string, string> = {}) {
  return inheritedEnvironment({
    DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none',
    WEFT_DATA_DIR: dataDir,
    LOG_LEVEL: 'silent',
    ...additions,
  })
}

function supervise(additions: Record<string, string> = {}, onHopeless = () => {}): SupervisedChild {
  const plan = { name: 'idle', module: MODULE, environment: () => environment(additions), log, onHopeless }
  const child = new SupervisedChild(plan)
  children.add(child)
  child.start()
  return child
}

function exitCode(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once('exit', (code) => resolve(code)))
}

const noted = (name: string) => existsSync(path.join(dataDir, name))

test('a process gets the options of Node that are planned for it, also when it is started again', async () => {
  const nodeOptions = ['--max-semi-space-size=8']
  const plan = { name: 'idle', module: MODULE, nodeOptions, environment, log }
  const child = new SupervisedChild(plan)
  children.add(child)
  child.start()
  await child.ready
  const optionsOf = (pid = 0): string[] =>
    execFileSync('ps', ['-o', 'args=', '-p', String(pid)])
      .toString()
      .split(' ')
  const first = child.pid
  expect(optionsOf(first)).toContain(nodeOptions[0])
  process.kill(first ?? 0, 'SIGKILL')
  const second = await until('another process', () => child.pid !== first && child.pid)
  expect(optionsOf(second)).toContain(nodeOptions[0])
})

test('a process that is killed is started again, at once', async () => {
  const child = supervise()
  await child.ready
  const first = child.pid
  process.kill(first ?? 0, 'SIGKILL')
  const second = await until('another process', async () => {
    const pid = Number(await readFile(path.join(dataDir, 'started'), 'utf8'))
    return pid !== first && pid
  })
  expect(child.pid).toBe(second)
})

test('stop ends it in order, may be called twice, and nothing comes back', async () => {
  const child = supervise()
  await child.ready
  // Signals that follow each other at once are one to the system; the third comes when the first has surely been taken.
  const stopping = [child.stop(5000), child.stop(5000)]
  await until('on its way out', () => noted('stopping'))
  await Promise.all([...stopping, child.stop(5000)])
  expect(noted('stopped')).toBe(true)
  expect(child.pid).toBeUndefined()
})

test('a restart is a stop in order and a new process', async () => {
  const child = supervise()
  await child.ready
  const first = child.pid
  await child.restart(5000)
  expect(noted('stopped')).toBe(true)
  expect(child.pid).not.toBe(first)
})

test('a process that never becomes ready is given up', async () => {
  await new Promise<void>((resolve) => supervise({ PORT: 'high' }, resolve))
})

test('a process whose supervisor is gone stops by itself', async () => {
  const child = fork(MODULE, { env: environment() })
  await new Promise((resolve) => child.once('message', resolve))
  child.disconnect()
  expect(await exitCode(child)).toBe(0)
  expect(noted('stopped')).toBe(true)
})

test('an error that nobody caught ends the process with 1', async () => {
  const child = fork(MODULE, { env: environment() })
  await new Promise((resolve) => child.once('message', resolve))
  child.kill('SIGUSR2')
  expect(await exitCode(child)).toBe(1)
})

test('Ctrl-C does not reach a supervised process: its turn comes in the ordered stop', async () => {
  const child = fork(MODULE, { env: environment() })
  await new Promise((resolve) => child.once('message', resolve))
  child.kill('SIGINT')
  child.kill('SIGTERM')
  expect(await exitCode(child)).toBe(0)
})

test('a retired process that ends by itself is not replaced, and stopping it then is no wait', async () => {
  const child = supervise()
  await child.ready
  const pid = child.pid ?? 0
  child.retire()
  process.kill(pid, 'SIGTERM')
  await until('the end of the process', () => child.pid === undefined)
  await child.stop(5000)
  expect(Number(await readFile(path.join(dataDir, 'started'), 'utf8'))).toBe(pid)
})
