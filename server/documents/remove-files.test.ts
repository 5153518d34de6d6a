import { expect, test } from 'vitest'
import { openSnapshot } from '#server/platform/backup/open-snapshot.ts'
import { isStored, storeFile } from '#server/testing/stored-file.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { removeFiles } from './remove-files.ts'
import { sweepAttachments } from './sweep-attachments.ts'

const DAY_MS = 86_400_000
let now = Date.now()
const ctx = await createTestContext({}, { clock: { now: () => now } })

test('files of what was erased go at once', async () => {
  const key = await storeFile(ctx)
  await removeFiles(ctx, [key])
  expect(await isStored(ctx, key)).toBe(false)
})

test('while a backup runs no file goes, neither erased nor swept; the sweep after it takes them', async () => {
  const key = await storeFile(ctx)
  const snapshot = await openSnapshot(ctx.config.databaseUrl ?? '')
  await removeFiles(ctx, [key])
  now += 2 * DAY_MS
  expect(await sweepAttachments(ctx)).toBe(0)
  expect(await isStored(ctx, key)).toBe(true)
  await snapshot.close()
  expect(await sweepAttachments(ctx)).toBe(1)
  expect(await isStored(ctx, key)).toBe(false)
})
