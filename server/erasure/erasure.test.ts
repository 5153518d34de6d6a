import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { editDocument } from '#server/collaboration/edit-document.ts'
import { readDocument } from '#server/collaboration/read-document.ts'
import type { ProcessRequest } from '#server/contracts/processing.ts'
import { blockElement } from '#server/document-model/page-content.ts'
import { trashDocument } from '#server/documents/trash-document.ts'
import { uploadAttachment } from '#server/documents/upload-attachment.ts'
import { newId } from '#server/platform/ids.ts'
import { createProcessor } from '#server/processing/process-task.ts'
import { createTask } from '#server/tasks/create-task.ts'
import { createTaskHandler } from '#server/tasks/perform-task.ts'
import { createTaskWorker } from '#server/tasks/task-worker.ts'
import { createPage, createPerson, type TestPerson } from '#server/testing/factories.ts'
import { NEWS } from '#server/testing/sample-texts.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'
import { erasePerson } from './erase-person.ts'
import { purgeAttachment } from './purge-attachment.ts'
import { purgeDocument } from './purge-document.ts'
import { sweepErased } from './sweep-erased.ts'

const ctx = await createTestContext()
const processor = createProcessor(ctx)
const handler = createTaskHandler(ctx, processor)
const worker = createTaskWorker(ctx, {
  handlers: { summarise: handler, keywords: handler },
  concurrency: 2,
})
await worker.start()
afterAll(async () => {
  await worker.stop()
  await processor.close()
})

/** Every table with how many of its rows hold the text, as text or as the bytes of it; and files below the data folder. */
async function findEverywhere(text: string): Promise<string[]> {
  const { rows: tables } = await ctx.db.pool.query(
    "SELECT quote_ident(relname) AS name FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace",
  )
  const found: string[] = []
  for (const { name } of z.array(z.object({ name: z.string() })).parse(tables)) {
    const { rows } = await ctx.db.pool.query(
      `SELECT count(*)::int AS n FROM ${name} t WHERE strpos(t::text, $1) > 0 OR strpos(t::text, $2) > 0`,
      [text, Buffer.from(text).toString('hex')],
    )
    if (z.array(z.object({ n: z.number() })).parse(rows)[0]?.n) found.push(name)
  }
  const files = await readdir(ctx.config.dataDir, { recursive: true, withFileTypes: true })
  for (const file of files.filter((entry) => entry.isFile()))
    if ((await readFile(path.join(file.parentPath, file.name))).includes(text)) found.push('a file')
  return found.sort()
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text)
}

function upload(person: TestPerson, documentId: string, text: string) {
  const bytes = bytesOf(text)
  return uploadAttachment(ctx, person.actor, {
    documentId,
    name: `${text}.txt`,
    bytes,
    announcedBytes: undefined,
  })
}

async function write(person: TestPerson, documentId: string, text: string): Promise<void> {
  await editDocument(ctx, { kind: 'person', id: person.userId }, documentId, (doc) => {
    const paragraphs = `${text}\n\n${NEWS}`.split('\n\n')
    doc.getXmlFragment('body').insert(
      0,
      paragraphs.map((each) => blockElement({ type: 'paragraph', text: each })),
    )
  })
}

/** Runs a job to its end, its answer kept by the cache. */
async function runJob(person: TestPerson, request: ProcessRequest, documentId?: string): Promise<string> {
  const place = documentId === undefined ? {} : { documentId, insert: true }
  const { id } = await createTask(ctx, person.actor, { request, insert: false, fresh: false, ...place })
  await until(
    'the job is done',
    async () => (await ctx.db.prisma.task.findUnique({ where: { id } }))?.status === 'COMPLETED',
  )
  return id
}

/** Random, so that neither a word list nor another test can hold it; a summary keeps it, since it opens the text. */
function newCanary(): string {
  return `canary${newId().replaceAll('-', '')}`
}

let owner: TestPerson
beforeEach(async () => {
  owner = await createPerson(ctx)
})

async function fullPage(person: TestPerson, canary: string): Promise<string> {
  const documentId = await createPage(ctx, person, { title: canary })
  await write(
    person,
    documentId,
    `The ${canary} ship reached the harbour, and the ${canary} ship left the harbour again.`,
  )
  await upload(person, documentId, canary)
  const words = 'keywords' as const
  await runJob(person, { kind: words, source: { type: 'document', documentId }, count: 30 }, documentId)
  await ctx.db.prisma.documentSnapshot.create({
    data: { documentId, seq: 1, bytes: Buffer.from(canary), hash: '', schemaVersion: 1 },
  })
  return documentId
}

describe('deleting a page for good', () => {
  test('leaves no trace of it in any table and no file, and the audit keeps ids only', async () => {
    const canary = newCanary()
    const documentId = await fullPage(owner, canary)
    // The search sees it where it is: otherwise its silence below would mean nothing.
    expect(await findEverywhere(canary)).toEqual([
      '"Attachment"',
      '"CacheEntry"',
      '"Document"',
      '"DocumentSnapshot"',
      '"DocumentUpdate"',
      '"Interaction"',
      '"Task"',
      'a file',
    ])
    await trashDocument(ctx, owner.actor, documentId)
    expect(await purgeDocument(ctx, owner.actor, documentId)).toEqual({ pages: 1 })
    expect(await findEverywhere(canary)).toEqual([])
    expect(await findEverywhere(documentId)).toEqual(['"AuditEvent"', '"CacheInvalidation"'])
  })

  test('is refused while the page is in use, and for editors who do not own it', async () => {
    const documentId = await createPage(ctx, owner)
    const member = await createPerson(ctx, { workspaceId: owner.workspaceId })
    await expect(purgeDocument(ctx, owner.actor, documentId)).rejects.toMatchObject({ code: 'conflict' })
    await trashDocument(ctx, owner.actor, documentId)
    await expect(purgeDocument(ctx, member.actor, documentId)).rejects.toMatchObject({ code: 'forbidden' })
    const stranger = await createPerson(ctx)
    await expect(purgeDocument(ctx, stranger.actor, documentId)).rejects.toMatchObject({ code: 'not-found' })
    expect(await ctx.db.prisma.document.count({ where: { id: documentId } })).toBe(1)
  })

  test('takes the pages below with it, but not those that belong to somebody else', async () => {
    const member = await createPerson(ctx, { workspaceId: owner.workspaceId })
    const top = await createPage(ctx, member)
    const below = await createPage(ctx, member, { parentId: top })
    const foreign = await createPage(ctx, owner, { parentId: top })
    await ctx.db.prisma.document.update({ where: { id: foreign }, data: { inheritAccess: false } })
    await ctx.db.prisma.documentAccess.deleteMany({ where: { documentId: foreign, userId: member.userId } })
    await trashDocument(ctx, member.actor, top)
    expect(await purgeDocument(ctx, member.actor, top)).toEqual({ pages: 2 })
    const left = await ctx.db.prisma.document.findMany({ where: { id: { in: [top, below, foreign] } } })
    expect(left.map(({ id, parentId }) => ({ id, parentId }))).toEqual([{ id: foreign, parentId: null }])
  })

  test('waits for a job that is recording what it read, and leaves nothing of it', async () => {
    const canary = newCanary()
    const documentId = await fullPage(owner, canary)
    await trashDocument(ctx, owner.actor, documentId)
    const client = await ctx.db.pool.connect()
    try {
      // What the recording of an interaction does, stopped in the middle.
      await client.query('BEGIN')
      await client.query('SELECT 1 FROM "Document" WHERE id = $1 FOR KEY SHARE', [documentId])
      await client.query(
        `INSERT INTO "Interaction" (id, "workspaceId", "documentId", kind, "inputHash", path, cache, "latencyMs", answer, "updatedAt")
         VALUES ($1, $2, $3, 'keywords', '', '[]', 'miss', 1, to_jsonb($4::text), now())`,
        [newId(), owner.workspaceId, documentId, canary],
      )
      const purging = purgeDocument(ctx, owner.actor, documentId)
      await until('the purge waits for the lock', async () => {
        const { rows } = await ctx.db.pool.query(
          "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
        )
        return rows.length > 0
      })
      await client.query('COMMIT')
      await purging
    } finally {
      client.release()
    }
    expect(await findEverywhere(canary)).toEqual([])
  })
})

test('what a job under way still wrote after an erasure goes with the next sweep, and nothing else does', async () => {
  const canary = newCanary()
  const documentId = await createPage(ctx, owner)
  const kept = await createPage(ctx, owner)
  await trashDocument(ctx, owner.actor, documentId)
  await purgeDocument(ctx, owner.actor, documentId)
  for (const id of [documentId, kept]) {
    await ctx.db.prisma.cacheEntry.create({
      data: {
        ...{
          id: newId(),
          workspaceId: owner.workspaceId,
          kind: 'keywords',
          key: newId(),
          bytes: 1,
          value: canary,
        },
        ...{ tags: [`document:${id}`], expiresAt: new Date(), staleUntil: new Date() },
      },
    })
  }
  expect(await sweepErased(ctx)).toBeGreaterThan(0)
  const left = await ctx.db.prisma.cacheEntry.findMany({ where: { workspaceId: owner.workspaceId } })
  expect(left.map(({ tags }) => tags)).toEqual([[`document:${kept}`]])
})

describe('deleting a file for good', () => {
  test('removes its bytes, its name and what was computed from it, and leaves the page', async () => {
    const canary = newCanary()
    const documentId = await createPage(ctx, owner)
    const file = await upload(owner, documentId, canary)
    expect(await findEverywhere(canary)).toEqual(['"Attachment"', 'a file'])
    await purgeAttachment(ctx, owner.actor, file.id)
    expect(await findEverywhere(canary)).toEqual([])
    expect((await readDocument(ctx, documentId)).seq).toBeGreaterThan(0)
  })

  test('is for editors of its page; to others the file does not exist', async () => {
    const file = await upload(owner, await createPage(ctx, owner), 'kept')
    const guest = await createPerson(ctx, { workspaceId: owner.workspaceId, role: 'guest' })
    const said = async (id: string) =>
      String(await purgeAttachment(ctx, guest.actor, id).catch((error) => error))
    expect(await said(file.id)).toMatch(/does not exist/)
    expect(await said(file.id)).toBe(await said(newId()))
    await ctx.db.prisma.documentAccess.create({
      data: {
        id: newId(),
        documentId: file.documentId,
        subject: 'person',
        userId: guest.userId,
        role: 'viewer',
      },
    })
    await expect(purgeAttachment(ctx, guest.actor, file.id)).rejects.toMatchObject({ code: 'forbidden' })
  })
})

describe('erasing a person', () => {
  test('leaves neither name nor address nor typed text, and their words in shared pages stay', async () => {
    const canary = newCanary()
    const member = await createPerson(ctx, { workspaceId: owner.workspaceId, name: canary })
    const shared = await createPage(ctx, owner)
    await write(member, shared, 'What the person wrote for everybody.')
    await runJob(member, { kind: 'keywords', source: { type: 'text', text: `${canary} ${NEWS}` }, count: 30 })
    expect(await findEverywhere(canary)).toEqual(['"CacheEntry"', '"Interaction"', '"Task"', '"User"'])
    await erasePerson(ctx, owner.actor, member.userId)
    expect(await findEverywhere(canary)).toEqual([])
    expect(await findEverywhere(member.email)).toEqual([])
    // An id without a name: who wrote it can still be told apart from others.
    expect(await findEverywhere(member.userId)).toEqual([
      '"AuditEvent"',
      '"CacheInvalidation"',
      '"DocumentClient"',
      '"DocumentUpdate"',
    ])
    expect(JSON.stringify((await readDocument(ctx, shared)).doc.getXmlFragment('body'))).toContain(
      'What the person wrote for everybody.',
    )
  })

  test('takes the pages that nobody else was ever given', async () => {
    const member = await createPerson(ctx, { workspaceId: owner.workspaceId })
    const diary = await createPage(ctx, member)
    await ctx.db.prisma.documentAccess.deleteMany({ where: { documentId: diary, subject: 'workspace' } })
    const shared = await createPage(ctx, member)
    expect(await erasePerson(ctx, owner.actor, member.userId)).toEqual({ pages: 1 })
    const left = await ctx.db.prisma.document.findMany({ where: { id: { in: [diary, shared] } } })
    expect(left.map(({ id }) => id)).toEqual([shared])
  })

  test('is for owners, of their own workspace only, and never for oneself', async () => {
    const member = await createPerson(ctx, { workspaceId: owner.workspaceId })
    const stranger = await createPerson(ctx)
    const tries: [TestPerson, TestPerson][] = [
      [member, owner],
      [stranger, member],
      [owner, stranger],
    ]
    for (const [who, whom] of tries)
      await expect(erasePerson(ctx, who.actor, whom.userId)).rejects.toMatchObject({ code: 'not-found' })
    await expect(erasePerson(ctx, owner.actor, owner.userId)).rejects.toMatchObject({ code: 'conflict' })
  })

  test('two owners who erase each other at once: one of them is left', async () => {
    const other = await createPerson(ctx, { workspaceId: owner.workspaceId, role: 'owner' })
    const both = await Promise.allSettled([
      erasePerson(ctx, owner.actor, other.userId),
      erasePerson(ctx, other.actor, owner.userId),
    ])
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const { workspaceId } = owner
    expect(await ctx.db.prisma.membership.count({ where: { workspaceId, role: 'owner' } })).toBe(1)
  })
})
