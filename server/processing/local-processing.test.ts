import { readFile } from 'node:fs/promises'
import { afterAll, expect, test } from 'vitest'
import { editDocument } from '#server/collaboration/edit-document.ts'
import { ProcessAnswer, type ProcessRequest } from '#server/contracts/processing.ts'
import type { TaskJob } from '#server/contracts/tasks.ts'
import { blockElement } from '#server/document-model/page-content.ts'
import { createDocument } from '#server/documents/create-document.ts'
import { uploadAttachment } from '#server/documents/upload-attachment.ts'
import { newId } from '#server/platform/ids.ts'
import { createPerson } from '#server/testing/factories.ts'
import { loadLanguageModels } from '#server/testing/load-language-models.ts'
import { NEWS } from '#server/testing/sample-texts.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { currentWorkspace } from '#server/workspaces/current-workspace.ts'
import { createProcessor } from './process-task.ts'

await loadLanguageModels()
const ctx = await createTestContext()
const owner = await createPerson(ctx)
const member = await createPerson(ctx, { workspaceId: owner.workspaceId })
const stranger = await createPerson(ctx)
const processor = createProcessor(ctx)
afterAll(() => processor.close())

function run(request: ProcessRequest, changes: Partial<TaskJob> = {}): Promise<ProcessAnswer> {
  return processor.run(
    { request, insert: false, fresh: false },
    {
      id: newId(),
      attempt: 1,
      workspaceId: owner.workspaceId,
      userId: owner.userId,
      documentId: null,
      requestId: null,
      signal: new AbortController().signal,
      report: () => {},
      ...changes,
    },
  )
}

async function pageWithNews(): Promise<string> {
  const { id } = await createDocument(ctx, owner.actor, currentWorkspace(owner.actor), {
    title: 'Harbour news',
    parentId: null,
  })
  await editDocument(ctx, { kind: 'person', id: owner.userId }, id, (doc) => {
    const paragraphs = NEWS.split('\n\n').map((text) => blockElement({ type: 'paragraph', text }))
    doc.getXmlFragment('body').insert(0, paragraphs)
  })
  return id
}

const text = (kind: 'summarise' | 'keywords', value: string, instruction?: string): ProcessRequest => {
  const source = { type: 'text', text: value } as const
  const wish = instruction === undefined ? {} : { instruction }
  return kind === 'summarise' ? { kind, source, words: 60, ...wish } : { kind, source, count: 8, ...wish }
}

test.each(['summarise', 'keywords'] as const)(
  'without a provider the built-in engine is the ordinary way: nothing is degraded (%s)',
  async (kind) => {
    const answer = ProcessAnswer.parse(await run(text(kind, NEWS)))
    expect(answer).toMatchObject({ provider: 'built-in', cache: 'miss', degraded: false, notes: [] })
    expect(answer.path.map((step) => `${step.step}:${step.outcome}`)).toEqual([
      'cache:miss',
      'local:answered',
    ])
    expect((await run(text(kind, NEWS))).cache).toBe('hit')
  },
)

test('an instruction that the built-in engine cannot follow is said to be ignored', async () => {
  const { notes } = await run(text('summarise', NEWS, 'In the style of a pirate'))
  expect(notes.join()).toMatch(/instruction was ignored.*Configure a model provider/)
})

test('a page is read as it is when the job runs, with the title and with the rights of who asks', async () => {
  const documentId = await pageWithNews()
  const request: ProcessRequest = { kind: 'keywords', source: { type: 'document', documentId }, count: 5 }
  const answer = await run(request)
  expect(answer.result).toMatchObject({
    keywords: expect.arrayContaining([{ term: 'coal station', weight: expect.any(Number) }]),
  })
  const row = await ctx.db.prisma.interaction.findUniqueOrThrow({ where: { id: answer.interactionId } })
  expect(row).toMatchObject({
    documentId,
    userId: owner.userId,
    inputHash: expect.stringMatching(/^[0-9a-f]{64}$/),
  })
  const asked = { userId: stranger.userId, workspaceId: stranger.workspaceId }
  await expect(run(request, asked)).rejects.toMatchObject({ code: 'not-found' })
})

test('who lost access between asking and running gets nothing, and the failure is recorded', async () => {
  const documentId = await pageWithNews()
  const request: ProcessRequest = { kind: 'summarise', source: { type: 'document', documentId }, words: 40 }
  expect((await run(request, { userId: member.userId })).cache).toBe('miss')
  await ctx.db.prisma.membership.deleteMany({ where: { userId: member.userId } })
  const id = newId()
  await expect(run(request, { userId: member.userId, id })).rejects.toMatchObject({ code: 'not-found' })
  const rows = await ctx.db.prisma.interaction.findMany({ where: { taskId: id } })
  expect(rows).toMatchObject([{ provider: null, confidence: null, error: { code: 'not-found' } }])
})

test('an empty page cannot be processed, and the sentence says why', async () => {
  const { id } = await createDocument(ctx, owner.actor, currentWorkspace(owner.actor), {
    title: 'Nothing',
    parentId: null,
  })
  const request: ProcessRequest = {
    kind: 'summarise',
    source: { type: 'document', documentId: id },
    words: 40,
  }
  await expect(run(request)).rejects.toMatchObject({ code: 'cannot-process', retryable: false })
})

test('an image of a page is read once: the second time the cache answers for the same bytes', async () => {
  const documentId = await pageWithNews()
  const bytes = await readFile('e2e/fixtures/scans/upside-down.jpg')
  const upload = async (name: string, content: Uint8Array) =>
    await uploadAttachment(ctx, owner.actor, {
      documentId,
      name,
      announcedBytes: undefined,
      bytes: (async function* () {
        yield content
      })(),
    })
  const first = await upload('scan.jpg', bytes)
  const again = await upload('copy.jpg', bytes)
  const notes: string[] = []
  const answer = await run(
    { kind: 'ocr', attachmentId: first.id, language: 'eng' },
    { report: ({ note }) => notes.push(note) },
  )
  expect(answer).toMatchObject({
    model: expect.stringContaining('tesseract'),
    degraded: false,
    cache: 'miss',
  })
  expect(answer.result).toMatchObject({
    kind: 'ocr',
    text: expect.stringContaining('reading room stays closed'),
  })
  expect(notes).toContain('Reading')
  expect((await run({ kind: 'ocr', attachmentId: again.id, language: 'eng' })).cache).toBe('hit')
  const file = await upload('notes.txt', Buffer.from('plain words'))
  await expect(run({ kind: 'ocr', attachmentId: file.id, language: 'eng' })).rejects.toMatchObject({
    code: 'unsupported-media',
  })
  await expect(
    run(
      { kind: 'ocr', attachmentId: first.id, language: 'eng' },
      { userId: stranger.userId, workspaceId: stranger.workspaceId },
    ),
  ).rejects.toMatchObject({ code: 'not-found' })
})

test('the longest text allowed is worked on in another process, so this one stays free', async () => {
  const paragraphs = Array.from(
    { length: 2000 },
    (_, number) => `${NEWS.slice(0, 90)} in its year ${number}.`,
  )
  const long = paragraphs.join('\n').slice(0, 250_000)
  const before = process.cpuUsage()
  const answer = await run(text('summarise', long))
  const { user, system } = process.cpuUsage(before)
  expect(answer.provider).toBe('built-in')
  // The same work in this process costs more than two seconds of it.
  expect((user + system) / 1000).toBeLessThan(600)
})
