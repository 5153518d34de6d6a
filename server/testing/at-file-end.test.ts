import { stat } from 'node:fs/promises'
import { beforeAll, expect, test } from 'vitest'
import type { Context } from '#server/platform/context.ts'
import { atFileEnd, endFile } from './at-file-end.ts'
import { createTestContext } from './test-context.ts'

let ofHook: Context

beforeAll(async () => {
  ofHook = await createTestContext()
})

test('what a hook or a test opened ends with the file', async () => {
  const ofTest = await createTestContext()
  await endFile()
  for (const { config, db } of [ofHook, ofTest]) {
    await expect(stat(config.dataDir)).rejects.toMatchObject({ code: 'ENOENT' })
    expect(db.pool.ended).toBe(true)
  }
})

test('the newest ends first, and one that cannot keeps no other from it', async () => {
  const done: number[] = []
  for (const n of [1, 2, 3])
    atFileEnd(() => {
      done.push(n)
      if (n === 2) throw new Error('the second cannot end')
    })
  await expect(endFile()).rejects.toMatchObject({ errors: [{ message: 'the second cannot end' }] })
  expect(done).toEqual([3, 2, 1])
})
