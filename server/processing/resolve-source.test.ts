import { beforeEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { editDocument } from '#server/collaboration/edit-document.ts'
import { readDocument } from '#server/collaboration/read-document.ts'
import type { Actor } from '#server/contracts/actors.ts'
import { ROOT } from '#server/contracts/collaboration.ts'
import type { ProcessRequest } from '#server/contracts/processing.ts'
import { TEXT_MAX } from '#server/contracts/text-source.ts'
import { anchorOfSpan } from '#server/document-model/passage.ts'
import { lettersOf, sumOfLetters } from '#server/document-model/passage-words.ts'
import { insertDocument } from '#server/documents/insert-document.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { AppError } from '#server/platform/errors.ts'
import { newId, sha256 } from '#server/platform/ids.ts'
import { newStorageKey } from '#server/platform/storage.ts'
import { createPage, createPerson } from '#server/testing/factories.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { forgetInteractions } from './forget-interactions.ts'
import { lastAnswerOf } from './last-answer-of.ts'
import { listInteractions } from './list-interactions.ts'
import { type NewInteraction, recordInteraction } from './record-interaction.ts'
import { resolveSource } from './resolve-source.ts'

const ctx = await createTestContext()
const { prisma } = ctx.db
const owner = await createPerson(ctx)
const { workspaceId } = owner
const reader = await createPerson(ctx, { workspaceId, role: 'guest' })
const stranger = await createPerson(ctx)
const jobOf = ({ userId }: { userId: string | null }): Actor => ({
  kind: 'job',
  taskId: newId(),
  userId,
  workspaceId,
})

async function pageOf(title: string, ...texts: string[]): Promise<string> {
  const documentId = await transaction(ctx, (tx) =>
    insertDocument(tx, {
      ...{ workspaceId, parentId: null, author: { kind: 'person', id: owner.userId }, title },
      blocks: texts.map((text) => ({ type: 'paragraph', text })),
    }),
  )
  await prisma.documentAccess.create({
    data: { id: newId(), documentId, subject: 'person', role: 'viewer', userId: reader.userId },
  })
  return documentId
}

async function fileOn(documentId: string, mediaType: string): Promise<string> {
  const id = newId()
  await prisma.attachment.create({
    data: {
      ...{ id, documentId, workspaceId, uploadedById: owner.userId, name: 'x', mediaType, bytes: 1 },
      ...{ sha256: sha256(id), storageKey: newStorageKey() },
    },
  })
  return id
}

const ofPage = (documentId: string): ProcessRequest => ({
  kind: 'language',
  source: { type: 'document', documentId },
})

test('typed text is its own source, of no page, and known by its hash', async () => {
  const request: ProcessRequest = { kind: 'summarise', source: { type: 'text', text: 'Words.' }, words: 50 }
  expect(await resolveSource(ctx, jobOf(owner), request)).toEqual({
    type: 'text',
    request: { kind: 'summarise', text: 'Words.', words: 50 },
    ...{ hash: sha256('Words.'), documentId: null, headings: [], pages: [] },
  })
})

test('a page is its title and its text, for whoever may read it now', async () => {
  const page = await pageOf('Harbour', 'One.', 'Two.')
  for (const actor of [owner.actor, reader.actor, jobOf(owner), jobOf(reader)])
    expect(await resolveSource(ctx, actor, ofPage(page))).toMatchObject({
      request: { text: 'Harbour\n\nOne.\n\nTwo.' },
      documentId: page,
    })
  for (const actor of [
    stranger.actor,
    jobOf(stranger),
    jobOf({ userId: null }),
    { kind: 'anonymous' } as const,
  ])
    await expect(resolveSource(ctx, actor, ofPage(page))).rejects.toMatchObject({ code: 'not-found' })
  await expect(resolveSource(ctx, owner.actor, ofPage(newId()))).rejects.toMatchObject({ code: 'not-found' })
})

test('what is to be written anew goes out as Markdown that reads as the page, with what that cannot hold', async () => {
  const id = await pageOf('12. March', '# 5 seats')
  await editDocument(ctx, { kind: 'person', id: owner.userId }, id, (doc) => {
    doc.getXmlFragment(ROOT.body).push([new Y.XmlElement('horizontalRule')])
  })
  const source = { type: 'document', documentId: id } as const
  const text = '12\\. March\n\n\\# 5 seats'
  expect(await resolveSource(ctx, jobOf(owner), { kind: 'improve', source })).toMatchObject({
    ...{ request: { text }, lost: ['dividers'] },
  })
  const plain = await resolveSource(ctx, jobOf(owner), { kind: 'action-items', source })
  expect(plain).toMatchObject({ request: { text: '12. March\n\n# 5 seats' } })
  expect(plain).not.toHaveProperty('lost')
})

describe('a passage of a page', () => {
  const ferry = 'The ferry leaves at nine.'
  const ofPassage = (documentId: string, anchor: string, text = ferry): ProcessRequest => ({
    kind: 'language',
    source: { type: 'passage', documentId, anchor, text },
  })

  /** The anchor of the second block of a page. */
  async function anchorIn(documentId: string): Promise<string> {
    const { doc } = await readDocument(ctx, documentId)
    const block = doc.getXmlFragment(ROOT.body).get(1)
    const words = block instanceof Y.XmlElement ? block.get(0) : undefined
    if (!(words instanceof Y.XmlText)) throw new Error('no text in the second block')
    return anchorOfSpan({ from: { holder: words, index: 0 }, to: { holder: words, index: words.length } })
  }

  test('is read as the page has it now, with its hash and where it stands', async () => {
    const page = await pageOf('Harbour', 'Before.', ferry, 'After.')
    const anchor = await anchorIn(page)
    const sum = sumOfLetters(lettersOf(ferry))
    expect(await resolveSource(ctx, reader.actor, ofPassage(page, anchor))).toEqual({
      ...{ type: 'text', request: { kind: 'language', text: ferry }, hash: sha256(ferry), documentId: page },
      ...{ headings: [], pages: [{ id: page, seq: 1 }], passage: `${anchor}.${sum}` },
    })
    await editDocument(ctx, { kind: 'person', id: owner.userId }, page, (doc) => {
      const block = doc.getXmlFragment(ROOT.body).get(1)
      const words = block instanceof Y.XmlElement ? block.get(0) : undefined
      if (words instanceof Y.XmlText) words.insert(4, 'old ')
    })
    const changed = 'The old ferry leaves at nine.'
    expect(await resolveSource(ctx, owner.actor, ofPassage(page, anchor))).toMatchObject({
      ...{ request: { text: changed }, passage: `${anchor}.${sumOfLetters(lettersOf(changed))}` },
    })
  })

  test('that is gone, or never was, is worked on as it was seen', async () => {
    const page = await pageOf('Harbour', 'Before.')
    const other = await pageOf('Elsewhere', 'Before.', 'The secret of the other page.')
    for (const anchor of [await anchorIn(other), '00.00', 'ff.ff']) {
      const source = await resolveSource(ctx, owner.actor, ofPassage(page, anchor))
      expect(source).toMatchObject({ request: { text: ferry }, hash: sha256(ferry), documentId: page })
      expect(source).not.toHaveProperty('passage')
    }
  })

  test('is read by who may read the page, and by nobody else', async () => {
    const page = await pageOf('Harbour', 'Before.', ferry)
    const request = ofPassage(page, await anchorIn(page))
    for (const actor of [stranger.actor, jobOf(stranger), jobOf({ userId: null })])
      await expect(resolveSource(ctx, actor, request)).rejects.toMatchObject({ code: 'not-found' })
    await expect(resolveSource(ctx, owner.actor, ofPassage(newId(), '00.00'))).rejects.toMatchObject({
      code: 'not-found',
    })
  })
})

test.each([
  ['no text at all', []],
  ['blanks', [' ', '\u00a0']],
])('a page of %s cannot be processed, whatever its title', async (_, texts) => {
  const page = await pageOf('A title', ...texts)
  await expect(resolveSource(ctx, owner.actor, ofPage(page))).rejects.toMatchObject({
    code: 'cannot-process',
    message: 'The page has no text yet.',
  })
})

test('a page of exactly the limit is read, one letter more is refused with the limit', async () => {
  const fits = await pageOf('', 'x'.repeat(TEXT_MAX))
  const beyond = await pageOf('', 'x'.repeat(TEXT_MAX + 1))
  expect(await resolveSource(ctx, owner.actor, ofPage(fits))).toMatchObject({ type: 'text' })
  await expect(resolveSource(ctx, owner.actor, ofPage(beyond))).rejects.toMatchObject({
    code: 'too-large',
    message: expect.stringContaining(String(TEXT_MAX)),
  })
})

const onFile = (
  kind: 'ocr' | 'thumbnail' | 'read-pdf' | 'probe-media',
  attachmentId: string,
): ProcessRequest => {
  switch (kind) {
    case 'ocr':
      return { kind, attachmentId, language: 'eng' }
    case 'thumbnail':
      return { kind, attachmentId, side: 64 }
    case 'read-pdf':
      return { kind, attachmentId, from: 1, as: 'blocks', language: 'eng' }
    case 'probe-media':
      return { kind, attachmentId }
  }
}

test.each([
  ['ocr', 'image/png', undefined],
  ['ocr', 'image/svg+xml', /^Text can be read from images .*; this file is image\/svg\+xml\.$/],
  ['ocr', 'application/octet-stream', /this file is of no known type\.$/],
  ['thumbnail', 'application/pdf', /^A thumbnail can be made of images/],
  ['read-pdf', 'application/pdf', undefined],
  ['read-pdf', 'image/png', /^Only a PDF can be read as one/],
  ['probe-media', 'video/mp4', undefined],
  ['probe-media', 'text/plain', /^Only audio and video files can be probed/],
] as const)('%s takes a file of %s: %s', async (kind, mediaType, words) => {
  const request = onFile(kind, await fileOn(await pageOf('Files'), mediaType))
  const outcome = resolveSource(ctx, owner.actor, request)
  if (words) await expect(outcome).rejects.toMatchObject({ code: 'unsupported-media', message: words })
  else expect(await outcome).toMatchObject({ type: 'file' })
})

test('who may only read a page reads its files, and makes none of them', async () => {
  const page = await pageOf('Files')
  const image = await fileOn(page, 'image/png')
  expect(await resolveSource(ctx, jobOf(reader), onFile('ocr', image))).toMatchObject({ documentId: page })
  await expect(resolveSource(ctx, jobOf(reader), onFile('thumbnail', image))).rejects.toMatchObject({
    code: 'forbidden',
  })
  expect(await resolveSource(ctx, jobOf(owner), onFile('thumbnail', image))).toMatchObject({ type: 'file' })
  for (const actor of [stranger.actor, jobOf(stranger)])
    await expect(resolveSource(ctx, actor, onFile('ocr', image))).rejects.toMatchObject({ code: 'not-found' })
})

const interaction = (changes: Partial<NewInteraction> = {}): NewInteraction => ({
  ...{ id: newId(), workspaceId, taskId: null, documentId: null, userId: owner.userId, kind: 'summarise' },
  ...{
    inputHash: 'h',
    provider: 'alpha',
    model: null,
    path: [],
    cache: 'miss',
    confidence: null,
    quality: null,
  },
  ...{ partial: false, cost: null, saved: null, latencyMs: 5, requestId: null, answer: null, error: null },
  ...changes,
})
beforeEach(() => prisma.interaction.deleteMany())

test('a request is kept with its outcome, and text that PostgreSQL refuses in a form that it takes', async () => {
  const error = new AppError('provider-failed', 'a\0b \ud800', { retryable: true, cause: 'sk-canary' })
  const answer = { kind: 'summarise' as const, text: 'x\0', sentences: 1 }
  await recordInteraction(ctx, interaction({ answer }))
  await recordInteraction(ctx, interaction({ error }))
  const rows = await prisma.interaction.findMany({ orderBy: { id: 'asc' } })
  expect(rows[0]).toMatchObject({ answer: { text: 'x\uFFFD' }, error: null })
  expect(rows[1]).toMatchObject({
    answer: null,
    error: { code: 'provider-failed', message: 'a\uFFFDb \uFFFD', retryable: true },
  })
  expect(JSON.stringify(rows[1]?.error)).not.toContain('canary')
})

test('of a page that is gone nothing is written any more', async () => {
  const page = await createPage(ctx, owner)
  await recordInteraction(ctx, interaction({ documentId: page }))
  expect(await prisma.interaction.count()).toBe(1)
  await recordInteraction(ctx, interaction({ documentId: newId() }))
  expect(await prisma.interaction.count()).toBe(1)
})

test('what is forgotten is that of the jobs, the pages, and of the people outside of pages, and no more', async () => {
  const page = await createPage(ctx, owner)
  const taskId = newId()
  await recordInteraction(ctx, interaction({ taskId }))
  await recordInteraction(ctx, interaction({ documentId: page, userId: reader.userId }))
  await recordInteraction(ctx, interaction({ userId: reader.userId }))
  await recordInteraction(ctx, interaction({ documentId: page }))
  await recordInteraction(ctx, interaction())
  const forget = (what: Partial<Parameters<typeof forgetInteractions>[1]>) =>
    transaction(ctx, (tx) => forgetInteractions(tx, { taskIds: [], documentIds: [], userIds: [], ...what }))
  expect(await forget({})).toBe(0)
  expect(await forget({ userIds: [reader.userId] })).toBe(1)
  expect(await forget({ taskIds: [taskId] })).toBe(1)
  expect(await forget({ documentIds: [page] })).toBe(2)
  expect(await prisma.interaction.count()).toBe(1)
})

test('owners see the newest fifty requests of their workspace, those of one job or request by its id, and no answers', async () => {
  const [taskId, requestId] = [newId(), 'request-1']
  for (let index = 0; index < 52; index += 1)
    await recordInteraction(ctx, interaction({ answer: { kind: 'summarise', text: 'canary', sentences: 1 } }))
  await recordInteraction(ctx, interaction({ taskId }))
  await recordInteraction(ctx, interaction({ requestId }))
  await recordInteraction(ctx, interaction({ workspaceId: stranger.workspaceId }))
  const all = await listInteractions(ctx, owner.actor)
  expect(all).toHaveLength(50)
  expect(all.map(({ createdAt }) => createdAt)).toEqual(
    all
      .map(({ createdAt }) => createdAt)
      .toSorted()
      .reverse(),
  )
  expect(JSON.stringify(all)).not.toContain('canary')
  expect(await listInteractions(ctx, owner.actor, { taskId })).toHaveLength(1)
  expect(await listInteractions(ctx, owner.actor, { requestId })).toHaveLength(1)
  expect(await listInteractions(ctx, owner.actor, { taskId, requestId })).toEqual([])
  expect(await listInteractions(ctx, stranger.actor)).toHaveLength(1)
  await expect(listInteractions(ctx, reader.actor)).rejects.toMatchObject({ code: 'not-found' })
})

test('when a provider answered last is known of each by its name', async () => {
  expect(await lastAnswerOf(ctx, 'alpha')).toBeNull()
  await recordInteraction(ctx, interaction())
  await recordInteraction(ctx, interaction({ provider: null }))
  expect((await lastAnswerOf(ctx, 'alpha'))?.getTime()).toBeGreaterThan(Date.now() - 60_000)
  expect(await lastAnswerOf(ctx, 'beta')).toBeNull()
})
