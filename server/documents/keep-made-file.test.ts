import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import sharp from 'sharp'
import { afterAll, expect, test } from 'vitest'
import { newId, sha256 } from '#server/platform/ids.ts'
import { createPage, createPerson } from '#server/testing/factories.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { attachmentsExist } from './attachments-exist.ts'
import { keepMadeFile } from './keep-made-file.ts'

const ctx = await createTestContext()
const ada = await createPerson(ctx)
const { workspaceId, userId } = ada
const documentId = await createPage(ctx, ada)
const folder = await mkdtemp(path.join(tmpdir(), 'weft-made-'))
afterAll(() => rm(folder, { recursive: true }))

const actorOf = (taskId = newId(), asker: string | null = userId) =>
  ({ kind: 'job', taskId, userId: asker, workspaceId }) as const

async function made(bytes: Uint8Array | string, name = 'result.txt', ordinal = 0) {
  const file = path.join(folder, newId())
  await writeFile(file, bytes)
  return { documentId, name, path: file, ordinal }
}

const stored = async () => {
  const keys: string[] = []
  for await (const key of ctx.storage.listBefore(Date.now() + 60_000)) keys.push(key)
  return keys.length
}

test('a file is kept with its type by its bytes, its sum, and the asking person as who added it', async () => {
  const bytes = await sharp({ create: { width: 30, height: 20, channels: 3, background: 'red' } })
    .png()
    .toBuffer()
  const actor = actorOf()
  const view = await keepMadeFile(ctx, actor, await made(bytes, '../up/a picture.txt'))
  expect(view).toMatchObject({ name: 'a picture.txt', mediaType: 'image/png', width: 30, height: 20 })
  const row = await ctx.db.prisma.attachment.findUniqueOrThrow({ where: { id: view.id } })
  expect(row).toMatchObject({ uploadedById: userId, workspaceId, documentId, bytes: bytes.length })
  expect(await readFile(ctx.storage.pathOf(row.storageKey))).toEqual(bytes)
  expect(row.sha256).toBe(sha256(bytes))
  const trail = await ctx.db.prisma.auditEvent.findMany({ where: { subjectId: view.id } })
  expect(trail).toMatchObject([{ action: 'attachment.made', actorKind: 'job' }])
})

test('another attempt of the job gets the file that the first one kept, and stores nothing more', async () => {
  const actor = actorOf()
  const first = await keepMadeFile(ctx, actor, await made('first'))
  const before = await stored()
  expect(await keepMadeFile(ctx, actor, await made('made anew'))).toEqual(first)
  expect(await stored()).toBe(before)
})

test('files of one job are told apart by their place, those of two jobs by the job', async () => {
  const actor = actorOf()
  const ids = [
    await keepMadeFile(ctx, actor, await made('a', 'a.txt', 0)),
    await keepMadeFile(ctx, actor, await made('b', 'b.txt', 1)),
    await keepMadeFile(ctx, actorOf(), await made('a', 'a.txt', 0)),
  ].map(({ id }) => id)
  expect(new Set(ids).size).toBe(3)
  for (const id of ids)
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})

test('two attempts that keep it at once end with one file, and both have it', async () => {
  for (let round = 1; round <= 5; round++) {
    const actor = actorOf()
    const before = await stored()
    const files = [await made('the same'), await made('the same')]
    const [one, two] = await Promise.all(files.map((file) => keepMadeFile(ctx, actor, file)))
    expect(one).toEqual(two)
    expect(await stored()).toBe(before + 1)
  }
})

test('who may only read the page, or no longer belongs, gets no file into it, and no bytes are left behind', async () => {
  const reader = await createPerson(ctx, { workspaceId })
  await ctx.db.prisma.documentAccess.updateMany({
    where: { documentId, subject: 'workspace' },
    data: { role: 'viewer' },
  })
  const before = await stored()
  await expect(keepMadeFile(ctx, actorOf(newId(), reader.userId), await made('x'))).rejects.toMatchObject({
    code: 'forbidden',
  })
  const stranger = await createPerson(ctx)
  await expect(keepMadeFile(ctx, actorOf(newId(), stranger.userId), await made('x'))).rejects.toMatchObject({
    code: 'not-found',
  })
  expect(await stored()).toBe(before)
})

test('what cannot be kept as a file leaves no bytes: an image of too many pixels', async () => {
  const before = await stored()
  const huge = Buffer.from(
    '<svg xmlns="http://www.w3.org/2000/svg" width="9000" height="9000"><rect width="9000" height="9000"/></svg>',
  )
  const png = await sharp(huge, { limitInputPixels: false }).png({ compressionLevel: 9 }).toBuffer()
  await expect(keepMadeFile(ctx, actorOf(), await made(png))).rejects.toMatchObject({ code: 'too-large' })
  expect(await stored()).toBe(before)
})

test('files exist all or not: one that is gone counts for all, repetitions and none are fine', async () => {
  const { id } = await keepMadeFile(ctx, actorOf(), await made('there'))
  expect(await attachmentsExist(ctx, [])).toBe(true)
  expect(await attachmentsExist(ctx, [id, id])).toBe(true)
  expect(await attachmentsExist(ctx, [id, newId()])).toBe(false)
})
