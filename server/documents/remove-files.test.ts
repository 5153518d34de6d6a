import { expect, test } from 'vitest'
import { openSnapshot } from '#server/platform/backup/open-snapshot.ts'
import { newStorageKey } from '#server/platform/storage.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { removeFiles } from './remove-files.ts'
import { sweepAttachments } from './sweep-attachments.ts'

const DAY_MS = 86_400_000
let now = Date.now()
const ctx = await createTestContext({}, { clock: { now: () => now } })

async function newFile(): Promise<string> {
  const key = newStorageKey()
  await ctx.storage.write(
    key,
    (async function* () {
      yield Buffer.from('bytes')
    })(),
    100,
  )
  return key
}

const isThere = (key: string) =>
  ctx.storage.read(key).then(
    ({ stream }) => {
      stream.destroy()
      return true
    },
    () => false,
  )

test('files of what was erased go at once', async () => {
  const key = await newFile()
  await removeFiles(ctx, [key])
  expect(await isThere(key)).toBe(false)
})

test('while a backup runs no file goes, neither erased nor swept; the sweep after it takes them', async () => {
  const key = await newFile()
  const snapshot = await openSnapshot(ctx.config.databaseUrl ?? '')
  await removeFiles(ctx, [key])
  now += 2 * DAY_MS
  expect(await sweepAttachments(ctx)).toBe(0)
  expect(await isThere(key)).toBe(true)
  await snapshot.close()
  expect(await sweepAttachments(ctx)).toBe(1)
  expect(await isThere(key)).toBe(false)
})
