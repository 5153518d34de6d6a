import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Account, firstRun, signIn } from './torture/account.ts'
import { freePort } from './torture/free-port.ts'
import { seededRandom } from './torture/random.ts'
import { runScript } from './torture/run-script.ts'
import { download, upload } from './torture/upload.ts'
import { WeftProcess } from './torture/weft-process.ts'
import { readLines, Writer, waitUntil } from './torture/writer.ts'

// Several starts, a backup and a restore, on a machine that runs other tests beside.
const SLOW_MS = 180_000
const FILES = 6

let home: string
let weft: WeftProcess
let account: Account
const files = new Map<string, Uint8Array<ArrayBuffer>>()

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'weft-drill-'))
  weft = await startOn('old')
  account = await firstRun(weft.url)
  for (let n = 0; n < FILES; n++) {
    const bytes = new Uint8Array(randomBytes(1 + n * 150_000))
    const answer = await upload(account, `file ${n}.bin`, bytes)
    expect(answer.status).toBe(201)
    files.set((await answer.json()).id, bytes)
  }
}, SLOW_MS)

afterAll(async () => {
  await weft.stop()
  await rm(home, { recursive: true, force: true })
})

const dataDirOf = (name: string) => path.join(home, name)

async function startOn(name: string): Promise<WeftProcess> {
  await mkdir(dataDirOf(name), { recursive: true })
  const started = new WeftProcess({ dataDir: dataDirOf(name), port: await freePort() })
  started.start()
  await started.ready(SLOW_MS)
  return started
}

/** Size and checksum of each table's rows, from the manifest of a backup. */
async function tablesOf(file: string): Promise<unknown[]> {
  const { stdout } = await promisify(execFile)('tar', ['xOf', file, 'manifest.json'], { maxBuffer: 1e8 })
  const { parts }: { parts: { name: string }[] } = JSON.parse(stdout)
  return parts.filter(({ name }) => name.startsWith('tables/'))
}

test(
  'a backup made while people type comes back on an empty machine: everything acknowledged before it, every file, every account, and it goes on',
  async () => {
    const writers = ['ada', 'grace', 'mary'].map((name) => new Writer(account, account.documentId, name))
    await waitUntil(() => writers.every((writer) => writer.synced), 30_000, 'the writers to be in step')
    const typing = setInterval(() => {
      for (const writer of writers) writer.write()
    }, 20)
    const acknowledged = () => writers.flatMap((writer) => [...writer.acknowledged])
    await waitUntil(() => acknowledged().length > 100, 30_000, '100 acknowledged edits')
    const promised = acknowledged()
    const file = path.join(home, 'drill.tar')
    const backup = await runScript('backup', [file], dataDirOf('old')).ended
    expect(backup).toMatchObject({ code: 0, stderr: '' })
    await waitUntil(() => acknowledged().length > promised.length, 30_000, 'edits beside the backup')
    clearInterval(typing)
    for (const writer of writers) writer.close()
    expect((await runScript('backup', ['--verify', file], home).ended).stdout).toMatch(
      /is whole: made .* 6 files/,
    )
    // The old machine is gone.
    weft.kill('all')

    const restored = await runScript('restore', [file, '--into', dataDirOf('new')], home).ended
    expect(restored).toMatchObject({ code: 0, stderr: '' })
    const again = path.join(home, 'again.tar')
    expect((await runScript('backup', [again], dataDirOf('new')).ended).code).toBe(0)
    expect(await tablesOf(again)).toEqual(await tablesOf(file))

    weft = await startOn('new')
    const back = { ...(await signIn(weft.url)), documentId: account.documentId }
    const { lines } = await readLines(back, account.documentId)
    const kept = new Set(lines)
    expect(promised.filter((token) => !kept.has(token))).toEqual([])
    expect(kept.size).toBe(lines.length)
    for (const [id, bytes] of files) expect(await download(back, id)).toEqual(Buffer.from(bytes))

    const writer = new Writer(back, account.documentId, 'afterwards')
    await waitUntil(() => writer.synced, 30_000, 'the writer to be in step')
    writer.write()
    await waitUntil(() => writer.acknowledged.size === 1, 30_000, 'an edit on the new machine')
    writer.close()
  },
  SLOW_MS,
)

test(
  'a restore that is killed at any moment leaves nothing that is in the way of the next',
  async () => {
    const file = path.join(home, 'drill.tar')
    const random = seededRandom(Number(process.env.HOSTILE_SEED ?? 1))
    for (let round = 0; round < Number(process.env.HOSTILE_ROUNDS ?? 2); round++) {
      const restore = runScript('restore', [file, '--into', dataDirOf('third')], home)
      const timer = setTimeout(restore.kill, 300 + random.next() * 2500)
      await restore.ended
      clearTimeout(timer)
      const left = await readdir(dataDirOf('third')).catch((): string[] => [])
      // Whole or nothing: a restore that was faster than its end has happened.
      if (left.includes('pg18')) await rm(dataDirOf('third'), { recursive: true })
    }
    const last = await runScript('restore', [file, '--into', dataDirOf('third')], home).ended
    expect(last).toMatchObject({ code: 0, stderr: '' })
    expect((await readdir(dataDirOf('third'))).filter((name) => name.startsWith('.'))).toEqual([])
    const second = await runScript('restore', [file, '--into', dataDirOf('third')], home).ended
    expect(second.code).toBe(1)
    expect(second.stderr.trim()).toMatch(
      /holds an installation \(attachments, pg18, secret\): name an empty folder/,
    )
  },
  SLOW_MS,
)
