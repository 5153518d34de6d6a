import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { transaction } from '#server/platform/database/transaction.ts'
import { newId } from '#server/platform/ids.ts'
import { createPage, createPerson } from '#server/testing/factories.ts'
import { isStored, storeFile } from '#server/testing/stored-file.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { detectMedia } from './detect-media.ts'
import { cleanFileName } from './file-name.ts'
import { isPlainText } from './is-plain-text.ts'
import { passOnPages } from './pass-on-pages.ts'
import { sweepAttachments } from './sweep-attachments.ts'

const ctx = await createTestContext()
const ada = await createPerson(ctx)
const folder = await mkdtemp(path.join(tmpdir(), 'weft-files-'))
afterAll(() => rm(folder, { recursive: true }))

async function file(bytes: Uint8Array | string): Promise<string> {
  const at = path.join(folder, newId())
  await writeFile(at, bytes)
  return at
}

describe('the name of an upload', () => {
  test.each([
    ['C:\\Users\\ada\\scan.png', 'scan.png'],
    ['/etc/passwd', 'passwd'],
    ['../../x/..', 'file'],
    ['...', 'file'],
    ['', 'file'],
    ['a/', 'file'],
    ['two\r\nlines.txt', 'two lines.txt'],
    ['plain name (1).tar.gz', 'plain name (1).tar.gz'],
  ])('%j becomes %j', (given, name) => {
    expect(cleanFileName(given)).toBe(name)
  })

  test('that is too long is cut before its ending, and never inside a character', () => {
    const long = cleanFileName(`${'a'.repeat(500)}.jpeg`)
    expect(long).toHaveLength(200)
    expect(long).toMatch(/a\.jpeg$/)
    const odd = cleanFileName(`x${'🪡'.repeat(200)}.png`)
    expect(odd.isWellFormed()).toBe(true)
    expect(odd).toMatch(/\.png$/)
  })
})

describe('the type of a file is what its bytes say', () => {
  test.each([
    ['<html><script>alert(1)</script></html>', 'text/plain'],
    ['<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', 'text/plain'],
    ['Zeile für Zeile\n', 'text/plain'],
    ['', 'text/plain'],
    [new Uint8Array([0, 1, 2, 3]), 'application/octet-stream'],
    ['GIF89a and then no picture', 'application/octet-stream'],
    ['%PDF-1.7\n%âãÏÓ\n', 'application/pdf'],
  ])('%j is %s', async (bytes, mediaType) => {
    const media = await detectMedia(await file(bytes))
    if (mediaType === 'text/plain') expect(['text/plain', 'application/xml']).toContain(media.mediaType)
    else expect(media.mediaType).toBe(mediaType)
    expect(media).toMatchObject({ width: null, height: null })
  })
})

describe('a file is text', () => {
  test.each([
    ['plain words', 'Some words\twith a tab\r\nand lines.\f', true],
    ['a character that the end of the sample cuts', `${'a'.repeat(65_535)}ü and more`, true],
    ['a character that the end of the file cuts', Buffer.from('aü').subarray(0, 2), false],
    ['Latin-1', Buffer.from([0x66, 0xfc, 0x72]), false],
    ['a zero byte', 'a\0b', false],
    ['bytes behind much text', `${'a'.repeat(65_536)}\0`, true],
  ])('or not: %s', async (_, bytes, text) => {
    expect(await isPlainText(await file(bytes))).toBe(text)
  })
})

describe('pages that change hands', () => {
  async function access(
    documentId: string,
    userId: string,
    role: 'owner' | 'editor',
    expiresAt: Date | null = null,
  ) {
    await ctx.db.prisma.documentAccess.create({
      data: { id: newId(), documentId, subject: 'person', userId, role, expiresAt },
    })
  }
  const rolesOn = async (documentId: string) => {
    const rows = await ctx.db.prisma.documentAccess.findMany({
      where: { documentId, subject: 'person' },
      select: { userId: true, role: true, expiresAt: true },
    })
    return Object.fromEntries(rows.map((row) => [row.userId, row.role]))
  }

  test('go to the heir as owner, for good, whatever the heir had there before; other gifts end', async () => {
    const from = await createPerson(ctx, { workspaceId: ada.workspaceId })
    const owned = await createPage(ctx, from)
    await access(owned, ada.userId, 'editor', new Date(Date.now() + 1_000))
    const edited = await createPage(ctx, ada)
    await access(edited, from.userId, 'editor')
    const { userId: to } = ada
    const changed = await transaction(ctx, (tx) =>
      passOnPages(tx, { workspaceId: ada.workspaceId, from: from.userId, to }),
    )
    expect(changed).toBe(1)
    expect(await rolesOn(owned)).toEqual({ [to]: 'owner' })
    expect(await rolesOn(edited)).toEqual({ [to]: 'owner' })
    const kept = await ctx.db.prisma.documentAccess.findFirstOrThrow({
      where: { documentId: owned, userId: to },
    })
    expect(kept.expiresAt).toBeNull()
  })

  test('of another workspace stay as they are', async () => {
    const from = await createPerson(ctx)
    const page = await createPage(ctx, from)
    const { userId: to, workspaceId } = ada
    expect(await transaction(ctx, (tx) => passOnPages(tx, { workspaceId, from: from.userId, to }))).toBe(0)
    expect(await rolesOn(page)).toEqual({ [from.userId]: 'owner' })
  })
})

describe('the sweep', () => {
  const old = new Date(Date.now() - 2 * 86_400_000)
  async function put(age: Date | undefined): Promise<string> {
    const key = await storeFile(ctx)
    if (age) await utimes(ctx.storage.pathOf(key), age, age)
    return key
  }

  test('removes what no row names, once it is a day old, and leaves what a row names or what is young', async () => {
    const named = await put(old)
    const documentId = await createPage(ctx, ada)
    await ctx.db.prisma.attachment.create({
      data: {
        ...{ id: newId(), workspaceId: ada.workspaceId, documentId, name: 'a', mediaType: 'text/plain' },
        ...{ sha256: 'x', bytes: 5, storageKey: named },
      },
    })
    const [lost, young] = [await put(old), await put(undefined)]
    expect(await sweepAttachments(ctx)).toBe(1)
    expect([await isStored(ctx, named), await isStored(ctx, lost), await isStored(ctx, young)]).toEqual([
      true,
      false,
      true,
    ])
  })

  test('goes on after more files than it looks up at once', async () => {
    const keys = await Promise.all(Array.from({ length: 520 }, () => put(old)))
    expect(await sweepAttachments(ctx)).toBe(520)
    expect(await isStored(ctx, keys.at(-1) ?? '')).toBe(false)
  })
})
