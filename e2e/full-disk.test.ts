import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdir, open, readdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { Place } from './hostile/start.ts'
import { createPage, firstRun } from './torture/account.ts'
import { upload } from './torture/upload.ts'
import { WeftProcess } from './torture/weft-process.ts'
import { readLines, Writer, waitUntil } from './torture/writer.ts'

// Disks of their own are mounted, which takes root and time: part of `npm run test:long`, where a skip says why.
const LONG = process.env.WEFT_LONG === '1'
const SLOW_MS = 240_000
const MIB = 1_048_576

/** A disk of this size at the place's data folder; undefined where mounting is not permitted, which is said. */
async function mountDisk(place: Place, mebibytes: number): Promise<boolean> {
  await mkdir(place.dataDir)
  const arguments_ = ['-t', 'tmpfs', '-o', `size=${mebibytes}m,mode=755`, 'weft-test', place.dataDir]
  const mounted = await promisify(execFile)('mount', arguments_).then(
    () => true,
    () => false,
  )
  if (mounted) place.onLeave(() => promisify(execFile)('umount', ['-l', place.dataDir]))
  return mounted
}

async function newPlace(): Promise<Place> {
  const place = await Place.make()
  onTestFinished(() => place.leave())
  return place
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name)
}

/** Takes every free byte of the disk. */
async function fill(folder: string): Promise<string> {
  const filler = path.join(folder, 'filler')
  const file = await open(filler, 'w')
  try {
    for (const size of [MIB, 4096, 1]) {
      const piece = Buffer.alloc(size, 1)
      await (async () => {
        for (;;) await file.writeFile(piece)
      })().catch((error: unknown) => {
        expect(error).toMatchObject({ code: 'ENOSPC' })
      })
    }
  } finally {
    await file.close()
  }
  return filler
}

test.runIf(LONG)(
  'a first start on a disk that is too small says so in one sentence, and so does one on a read-only disk',
  async (context) => {
    const place = await newPlace()
    if (!(await mountDisk(place, 20))) return context.skip('mounting a disk is not permitted here')
    const full = await place.start().ending()
    expect(full.stderr.trim()).toMatch(
      /because the disk is full: make room|The disk of .* is full: make room/,
    )
    expect(full.stderr.trim().split('\n')).toHaveLength(1)
    expect(full.code).toBe(1)
    expect((await readdir(place.dataDir)).filter((name) => name.startsWith('.init'))).toEqual([])

    await promisify(execFile)('mount', ['-o', 'remount,ro', place.dataDir])
    const readOnly = await place.start().ending()
    expect(readOnly.stderr.trim()).toMatch(/data is on a read-only file system: mount it writable/)
    expect(readOnly.stderr.trim().split('\n')).toHaveLength(1)
    expect(readOnly.code).toBe(1)
  },
  SLOW_MS,
)

test.runIf(LONG)(
  'on a disk that fills up uploads answer 507 and leave nothing, no edit is acknowledged that is not kept, and with room all goes on without a restart',
  async (context) => {
    const place = await newPlace()
    if (!(await mountDisk(place, 300))) return context.skip('mounting a disk is not permitted here')
    const weft = new WeftProcess({
      dataDir: place.dataDir,
      port: place.port,
      logFile: path.join(place.folder, 'log'),
    })
    place.onLeave(() => weft.stop())
    weft.start()
    await weft.ready(SLOW_MS)
    const supervisor = weft.pidsOf('supervisor')
    const account = await firstRun(weft.url)
    const page = await createPage(account, 'Full')
    const writer = new Writer(account, page, 'ada')
    place.onLeave(() => writer.close())
    await waitUntil(() => writer.synced, 30_000, 'the writer to be in step')
    writer.write()
    await waitUntil(() => writer.acknowledged.size === 1, 10_000, 'the first edit')
    const filesBefore = await filesBelow(path.join(place.dataDir, 'attachments'))

    const filler = await fill(place.dataDir)
    const refused = await upload(account, 'big.bin', new Uint8Array(randomBytes(4 * MIB)))
    expect(refused.status).toBe(507)
    expect(await filesBelow(path.join(place.dataDir, 'attachments'))).toEqual(filesBefore)
    // Types until the database has no room left for its log either.
    const long = 'x'.repeat(20_000)
    await waitUntil(
      () => {
        writer.write(long)
        return writer.written.size - writer.acknowledged.size > 40
      },
      120_000,
      'edits that are not acknowledged',
    )
    const promised = [...writer.acknowledged]

    await rm(filler)
    await waitUntil(
      () => writer.acknowledged.size === writer.written.size,
      90_000,
      'every edit to be acknowledged once there is room',
    ).catch((error: unknown) => {
      throw new Error(`${String(error)}\n${weft.logTail(40)}`)
    })
    expect(weft.pidsOf('supervisor')).toEqual(supervisor)
    const kept = new Set((await readLines(account, page)).lines)
    expect(promised.filter((token) => !kept.has(token))).toEqual([])
    expect([...writer.written].filter((token) => !kept.has(token))).toEqual([])
    expect((await upload(account, 'big.bin', new Uint8Array(randomBytes(4 * MIB)))).status).toBe(201)
  },
  SLOW_MS,
)
