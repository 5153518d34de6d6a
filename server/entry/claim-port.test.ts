import { createServer, type Server } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { parseConfig } from '#server/platform/config/config.ts'
import { anyFreePort, awaitFreePort, isPortFree } from '#server/platform/lifecycle/await-port.ts'
import { portHolder } from '#server/platform/lifecycle/port-holder.ts'
import { createLogger } from '#server/platform/logging/logger.ts'
import { claimPort } from './claim-port.ts'
import { warnOfAddress } from './warn-of-address.ts'

const log = createLogger('test', 'silent')
const open: Server[] = []
afterEach(async () => {
  for (const server of open.splice(0)) await new Promise((resolve) => server.close(resolve))
})

async function hold(host = '127.0.0.1', port?: number): Promise<number> {
  const held = port ?? (await anyFreePort())
  const server = createServer()
  open.push(server)
  await new Promise<void>((resolve) => server.listen(held, host, resolve))
  return held
}
const at = (port: number, host = '127.0.0.1') => parseConfig({ PORT: String(port), HOST: host })

test('a free port is claimed at once, and left free for who listens', async () => {
  const port = await anyFreePort()
  await claimPort(at(port), log)
  expect(await isPortFree('127.0.0.1', port)).toBe(true)
})

test('a port that somebody else holds is refused at once, with the program, its process and what to do', async () => {
  const port = await hold()
  const start = performance.now()
  await expect(claimPort(at(port), log)).rejects.toMatchObject({
    name: 'UnusablePortError',
    message: expect.stringMatching(
      new RegExp(
        `^Port ${port} on 127\\.0\\.0\\.1 is held by .*\\(process ${process.pid}\\): stop it, or set PORT`,
      ),
    ),
  })
  expect(performance.now() - start).toBeLessThan(5_000)
})

test.each([
  ['192.0.2.1', /^HOST 192\.0\.2\.1 is no address of this machine/],
  ['no-such-host.invalid', /^HOST no-such-host\.invalid is not known/],
])('a HOST of %s is refused with what to set', async (host, words) => {
  await expect(claimPort(at(await anyFreePort(), host), log)).rejects.toThrow(words)
})

test('who holds a port is told from any address that it listens on, and nobody where nobody does', async () => {
  for (const host of ['127.0.0.1', '0.0.0.0']) {
    const port = await hold(host)
    expect(await portHolder(port)).toMatchObject({ pid: process.pid })
  }
  expect(await portHolder(await anyFreePort())).toBeUndefined()
})

test('a port that becomes free while it is waited for is had, and the wait is told once', async () => {
  const port = await hold()
  let told = 0
  const waiting = awaitFreePort('127.0.0.1', port, 10_000, () => {
    told += 1
    for (const server of open.splice(0)) server.close()
  })
  expect(await waiting).toBe(true)
  expect(told).toBe(1)
})

test('a port that stays taken is given up after its time', async () => {
  const port = await hold()
  expect(await awaitFreePort('127.0.0.1', port, 50, () => {})).toBe(false)
})

test('ports that are chosen are free, below those of outgoing connections, and never the one to avoid', async () => {
  const ports = await Promise.all(Array.from({ length: 20 }, () => anyFreePort(25_000)))
  for (const port of ports) {
    expect(port).toBeGreaterThanOrEqual(20_000)
    expect(port).toBeLessThan(32_000)
    expect(port).not.toBe(25_000)
  }
})

test.each<[Record<string, string>, RegExp | undefined]>([
  [{}, undefined],
  [{ PORT: '8080' }, undefined],
  [{ PORT: '8080', WEFT_URL: 'http://localhost:8080' }, undefined],
  [{ PORT: '8080', WEFT_URL: 'http://localhost:3000' }, /WEFT_URL names port 3000 and Weft listens on 8080/],
  [{ PORT: '8080', WEFT_URL: 'http://127.0.0.1' }, /WEFT_URL names port 80 and/],
  [{ PORT: '8080', WEFT_URL: 'https://localhost' }, /WEFT_URL names port 443 and/],
  [{ PORT: '8080', WEFT_URL: 'http://[::1]:3000' }, /WEFT_URL names port 3000/],
  [{ PORT: '8080', WEFT_URL: 'http://localhost:3000', TRUST_PROXY: '1' }, undefined],
  [{ PORT: '0', WEFT_URL: 'http://localhost:3000' }, undefined],
  [{ PORT: '3000', HOST: '0.0.0.0' }, /nobody can sign in at another than http:\/\/localhost:3000/],
  [{ PORT: '3000', HOST: '::' }, /nobody can sign in at another/],
  [{ PORT: '8080', HOST: '0.0.0.0', WEFT_URL: 'https://weft.example.org' }, undefined],
])('with %j whoever starts Weft is warned: %s', (environment, words) => {
  const warnings: string[] = []
  const write = (line: string): void => void warnings.push(JSON.parse(line).message)
  warnOfAddress(parseConfig(environment), createLogger('test', 'warn', { write }))
  if (words) expect(warnings).toEqual([expect.stringMatching(words)])
  else expect(warnings).toEqual([])
})
