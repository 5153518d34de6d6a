import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, connect as dial } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

/** When Redis has a write on disk: before it answers, as PostgreSQL does with a commit, or within a second. */
export type Sync = 'always' | 'everysec'
export type OwnRedis = { url: string; version: string; stop(): Promise<void> }

/** The version of this machine's Redis; undefined where there is none. */
export function redisVersion(): string | undefined {
  const { stdout } = spawnSync('redis-server', ['--version'], { encoding: 'utf8' })
  return /v=(\S+)/.exec(stdout ?? '')?.[1]
}

/** A Redis of one's own on a free port of the loopback interface, with an append-only file in a folder that goes with it. */
export async function startOwnRedis(sync: Sync): Promise<OwnRedis> {
  const version = redisVersion()
  if (version === undefined) throw new Error('this machine has no redis-server')
  const folder = await mkdtemp(path.join(tmpdir(), 'weft-redis-'))
  const port = await freePort()
  const settings = [
    ...['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', ''],
    ...['--appendonly', 'yes', '--appendfsync', sync, '--maxmemory-policy', 'noeviction'],
  ]
  const server: ChildProcess = spawn('redis-server', settings, { stdio: 'ignore' })
  const url = `redis://127.0.0.1:${port}`
  await untilUp(url)
  return {
    ...{ url, version },
    async stop() {
      const ended = once(server, 'exit')
      server.kill('SIGTERM')
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function untilUp(url: string): Promise<void> {
  for (let tries = 0; ; tries += 1)
    try {
      const redis = await openRedis(url)
      redis.close()
      return
    } catch (error) {
      if (tries > 200) throw error
      await pause(25)
    }
}

/** One question at a time, in words without spaces of their own; answers are numbers and texts. */
export async function openRedis(url: string) {
  const { hostname, port } = new URL(url)
  const socket = dial(Number(port), hostname)
  await once(socket, 'connect')
  let last: Promise<unknown> = Promise.resolve()

  async function exchange(words: string): Promise<string> {
    socket.write(`${words}\r\n`)
    let answer = ''
    for (;;) {
      const [chunk] = await once(socket, 'data')
      answer += String(chunk)
      const [, kind, head = ''] = /^([+:$-])([^\r]*)\r\n/.exec(answer) ?? []
      if (kind === '-') throw new Error(head)
      if (kind === '+' || kind === ':') return head
      const from = head.length + 3
      if (kind === '$' && answer.length >= from + Number(head) + 2) return answer.slice(from, -2)
    }
  }

  return {
    ask(words: string): Promise<string> {
      const answer = last.then(() => exchange(words))
      last = answer.catch(() => undefined)
      return answer
    },
    close: () => void socket.destroy(),
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
