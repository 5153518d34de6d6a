import { afterAll, expect, test } from 'vitest'
import type { DocumentBlock } from '#server/contracts/document-blocks.ts'
import type { ProcessAnswer, ResultOf } from '#server/contracts/processing.ts'
import type { TaskJob } from '#server/contracts/tasks.ts'
import { gapSentence } from '#server/contracts/text-parts.ts'
import { createDocument } from '#server/documents/create-document.ts'
import { uploadAttachment } from '#server/documents/upload-attachment.ts'
import { newId } from '#server/platform/ids.ts'
import { createPerson } from '#server/testing/factories.ts'
import { makePdf, type PdfPage } from '#server/testing/make-pdf.ts'
import { scanStrip } from '#server/testing/scan-pictures.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { currentWorkspace } from '#server/workspaces/current-workspace.ts'
import { createProcessor } from '../process-task.ts'

const ctx = await createTestContext()
const owner = await createPerson(ctx)
const processor = createProcessor(ctx)
afterAll(() => processor.close())
const { id: documentId } = await createDocument(ctx, owner.actor, currentWorkspace(owner.actor), {
  title: 'Archive',
  parentId: null,
})

async function upload(name: string, bytes: Buffer): Promise<string> {
  const file = { documentId, name, announcedBytes: undefined }
  const content = (async function* () {
    yield bytes
  })()
  return (await uploadAttachment(ctx, owner.actor, { ...file, bytes: content })).id
}

async function run(attachmentId: string, changes: Partial<TaskJob> = {}) {
  const request = { kind: 'read-pdf', attachmentId, from: 1, as: 'blocks', language: 'eng' } as const
  const job: TaskJob = {
    ...{ id: newId(), attempt: 1, workspaceId: owner.workspaceId, userId: owner.userId },
    ...{ documentId, requestId: null, signal: new AbortController().signal, timeoutMs: 240_000 },
    report: () => {},
    ...changes,
  }
  const answer = await processor.run({ request, insert: false, fresh: false }, job)
  return { answer, result: resultOf(answer) }
}

function resultOf({ result }: ProcessAnswer): ResultOf<'read-pdf' | 'read-docx'> {
  if (result.kind !== 'read-pdf') throw new Error(`not a PDF but ${result.kind}`)
  return result
}

const words = (block: DocumentBlock | undefined): string =>
  block?.type === 'paragraph' ? block.content.map(({ text }) => text).join('') : ''
const text = (line: string): PdfPage => ({ lines: [{ text: line, y: 700 }] })
const strip: PdfPage = { picture: await scanStrip('upside-down', 240), turned: 180 }
const white: PdfPage = { picture: { width: 4, height: 4, grey: new Uint8Array(16).fill(255) } }
/** The last page becomes a strip a thousandth of a point wide: nothing can be drawn on it. */
function withLostPage(pdf: Buffer): Buffer {
  const words = pdf.toString('latin1')
  const at = words.lastIndexOf('0 0 595 842]')
  return Buffer.from(`${words.slice(0, at)}0 0 .001 9]${words.slice(at + '0 0 595 842]'.length)}`, 'latin1')
}
const mixed = makePdf([
  text('The first page is written in letters.'),
  strip,
  text('And so is the third.'),
  white,
])

test('scanned pages stand between written ones, with their picture and every word where it stands', async () => {
  const attachmentId = await upload('mixed.pdf', mixed)
  const shown: DocumentBlock[][] = []
  const notes = new Set<string>()
  const { answer, result } = await run(attachmentId, {
    show: (partial) => shown.push([...(partial.blocks() ?? [])]),
    report: ({ note }) => notes.add(note),
  })
  const [first, second, ...rest] = result.blocks.map(words)
  expect(first).toBe('The first page is written in letters.')
  expect([second, ...rest].join(' ')).toContain('side entrance between eight and ten in the morning')
  expect(rest.at(-1)).toBe('And so is the third.')
  expect(result.pages).toEqual({ total: 4, from: 1, to: 4, withoutText: [2, 4] })
  const [scan, ...others] = result.scans ?? []
  expect(others).toEqual([])
  expect(scan).toMatchObject({ page: 2, reason: 'no-text', picture: result.images[0]?.attachmentId })
  expect(Math.abs(scan?.rotation ?? 90)).toBeLessThan(4)
  expect(scan?.words.map((word) => word.text)).toContain('entrance')
  expect(scan?.confidence).toBeGreaterThan(0.8)
  expect(result.images).toMatchObject([{ page: 2, mediaType: 'image/jpeg', width: scan?.width }])
  expect(answer.quality.signals.map(({ name }) => name)).toContain('word-confidence')
  expect(answer.notes).toEqual([
    'Page 2 was read from its picture: check the marked words.',
    'Nothing stands on page 4.',
  ])
  expect(notes).toContain('Reading the picture of page 2, 0 of 2 done')
  // Others watch it grow, page by page, and never see page 3 before page 2.
  expect(words(shown.at(-1)?.at(-1))).toBe('And so is the third.')
  expect(answer.parts).toBeUndefined()

  // The page was found out about before: a file that has it among others asks for the others alone.
  const start = performance.now()
  const longer = await run(await upload('longer.pdf', makePdf([strip, text('More of it follows.')])))
  expect(longer.answer.cache).toBe('miss')
  expect(longer.result.scans?.[0]?.words).toEqual(scan?.words)
  process.stdout.write(`a page that was read before: ${Math.round(performance.now() - start)} ms\n`)
  const entries = await ctx.db.prisma.cacheEntry.count({ where: { workspaceId: owner.workspaceId } })
  expect(entries).toBe(3)
}, 120_000)

test('a page that cannot be drawn is named in the result, which is partial and kept for nobody else', async () => {
  const spoilt = withLostPage(makePdf([text('A written page stands before it.'), white]))
  const attachmentId = await upload('spoilt.pdf', spoilt)
  const { answer, result } = await run(attachmentId)
  expect(answer.parts).toMatchObject({ total: 2, missing: [{ part: 2, start: 2, unit: 'pages' }] })
  expect(answer.parts && gapSentence(answer.parts)).toBe(
    'This covers 1 of 2 pages of the text. Missing: page 2.',
  )
  expect(words(result.blocks[0])).toBe('A written page stands before it.')
  expect((await run(attachmentId)).answer.cache).toBe('miss')
})

test('a page that is tried again leaves the pictures of the others as they are: none is kept twice', async () => {
  const attachmentId = await upload('again.pdf', withLostPage(makePdf([strip, white])))
  const first = await run(attachmentId)
  expect(first.answer.parts?.missing).toHaveLength(1)
  const kept = () => ctx.db.prisma.attachment.count({ where: { documentId } })
  const before = await kept()
  const again = await run(attachmentId)
  expect(again.answer.cache).toBe('miss')
  expect(again.result.images).toHaveLength(1)
  expect(again.result.images).toEqual(first.result.images)
  expect(await kept()).toBe(before)
}, 60_000)

test('a PDF of which no page can be read fails, with the reason of the first', async () => {
  const spoilt = makePdf([white]).toString('latin1').replace('0 0 595 842]', '0 0 .001 9]')
  const attachmentId = await upload('lost.pdf', Buffer.from(spoilt, 'latin1'))
  await expect(run(attachmentId)).rejects.toMatchObject({
    code: 'cannot-process',
    message: 'No page of the PDF could be read: Page 1 could not be drawn: it is damaged.',
  })
})
