import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import sharp from 'sharp'
import { afterAll, expect, test } from 'vitest'
import type { ProcessRequest } from '#server/contracts/processing.ts'
import type { TaskJob } from '#server/contracts/tasks.ts'
import { createDocument } from '#server/documents/create-document.ts'
import { uploadAttachment } from '#server/documents/upload-attachment.ts'
import { newId } from '#server/platform/ids.ts'
import { createPerson } from '#server/testing/factories.ts'
import { gifOfFrames, pngClaiming } from '#server/testing/hostile-images.ts'
import { pdfOfRing, pdfOfSpaces } from '#server/testing/hostile-pdfs.ts'
import { makeDocx, paragraph, picture, relationship, run as word } from '#server/testing/make-docx.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { currentWorkspace } from '#server/workspaces/current-workspace.ts'
import { createProcessor } from './process-task.ts'

const ctx = await createTestContext()
const owner = await createPerson(ctx)
const processor = createProcessor(ctx)
afterAll(() => processor.close())
const page = await createDocument(ctx, owner.actor, currentWorkspace(owner.actor), {
  title: 'Uploads',
  parentId: null,
})

function run(request: ProcessRequest): ReturnType<typeof processor.run> {
  const job: TaskJob = {
    id: newId(),
    attempt: 1,
    workspaceId: owner.workspaceId,
    userId: owner.userId,
    documentId: null,
    requestId: null,
    signal: new AbortController().signal,
    report: () => {},
  }
  return processor.run({ request, insert: false, fresh: false }, job)
}

async function upload(name: string, bytes: Uint8Array) {
  return await uploadAttachment(ctx, owner.actor, {
    documentId: page.id,
    name,
    announcedBytes: undefined,
    bytes: (async function* () {
      yield bytes
    })(),
  })
}

const toWebp = (attachmentId: string): ProcessRequest => ({
  kind: 'convert-image',
  attachmentId,
  format: 'webp',
  quality: 80,
})

test.each([
  ['a picture of 50,000 by 50,000 in its header', () => pngClaiming(50_000, 50_000)],
  ['a GIF of 100,000 frames on a canvas of 1,000 by 1,000', () => gifOfFrames(100_000, 1000)],
])('%s is refused at the door, by the limit of pixels', async (_, bytes) => {
  await expect(upload('big.png', bytes())).rejects.toMatchObject({
    code: 'too-large',
    message: 'The image has more than 50 million pixels, the limit.',
  })
})

test('a GIF of 100,000 tiny frames costs what its first frame costs', async () => {
  const { id } = await upload('frames.gif', gifOfFrames(100_000, 1))
  const { result, notes } = await run(toWebp(id))
  expect(result).toMatchObject({ after: { width: 1, height: 1 } })
  expect(notes.join()).toContain('100000 frames')
})

test.each([
  ['an SVG', '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'],
  ['a page of HTML', '<!doctype html><script>alert(1)</script>'],
])('%s posing as a picture is kept as unknown bytes and given to no decoder', async (_, text) => {
  const file = await upload('photo.png', Buffer.from(text))
  expect(file.mediaType).not.toMatch(/^image\/(?:png|jpeg)/)
  expect(file.width).toBeNull()
  await expect(run(toWebp(file.id))).rejects.toMatchObject({
    code: 'unsupported-media',
    message: expect.stringMatching(/^Only images can be converted \(PNG/),
  })
})

test('a cut JPEG is refused in one sentence, and leaves no new file', async () => {
  const whole = await sharp({ create: { width: 800, height: 600, channels: 3, background: 'red' } })
    .jpeg()
    .toBuffer()
  const file = await upload('cut.jpg', whole.subarray(0, whole.length / 2))
  await expect(run(toWebp(file.id))).rejects.toMatchObject({
    code: 'cannot-process',
    message: 'The image is damaged or of a kind that cannot be read.',
  })
  expect(await ctx.db.prisma.attachment.count({ where: { name: { startsWith: 'cut-' } } })).toBe(0)
})

test('a document that links outside reads nothing there: no file, no address', async () => {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(String(request.url))
    response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  try {
    const relationships =
      relationship('p', 'image', 'file:///etc/passwd', true) +
      relationship('q', 'image', `http://127.0.0.1:${port}/pixel.png`, true) +
      relationship('t', 'attachedTemplate', `http://127.0.0.1:${port}/template.dotm`, true)
    const body = paragraph(word('Text ') + picture({ link: 'p' }) + picture({ link: 'q' }))
    const { id } = await upload('links.docx', makeDocx(body, { relationships }))
    const { result } = await run({ kind: 'read-docx', attachmentId: id, images: true })
    expect(result).toMatchObject({ images: [], leftOut: [expect.stringMatching(/^2 pictures: linked/)] })
    expect(JSON.stringify(result)).not.toContain('root:')
    expect(asked).toEqual([])
  } finally {
    server.close()
  }
})

test('while bombs go off in their processes this one stays small, and other jobs are answered', async () => {
  const text = 'The harbour city closed its coal station and opened two heat pumps in the same week.'
  const language: ProcessRequest = { kind: 'language', source: { type: 'text', text } }
  await run(language)
  const [spaces, ring] = await Promise.all([
    upload('spaces.pdf', pdfOfSpaces(300_000_000)),
    upload('ring.pdf', pdfOfRing()),
  ])
  // Tables are loaded and bombs are built: what comes now is what the bombs cost.
  const before = process.memoryUsage.rss()
  const peak = { rss: 0 }
  const watch = setInterval(() => {
    peak.rss = Math.max(peak.rss, process.memoryUsage.rss())
  }, 20)
  const bombs = [spaces, ring].map(({ id }) =>
    run({ kind: 'read-pdf', attachmentId: id, from: 1, as: 'blocks', language: 'eng' }),
  )
  const settled = Promise.allSettled(bombs)
  const other = await run(language)
  expect(other.result).toMatchObject({ language: 'en' })
  const outcomes = await settled
  clearInterval(watch)
  for (const outcome of outcomes)
    expect(outcome).toMatchObject({
      status: 'rejected',
      reason: { code: expect.stringMatching(/^(?:cannot-process|timed-out)$/) },
    })
  // One of them unpacks to 300 MB.
  expect(peak.rss - before).toBeLessThan(150 * 1_048_576)
})

test('what is no document of the kind asked for is told what it is', async () => {
  const pdf = await upload('a.pdf', pdfOfRing())
  await expect(run({ kind: 'read-docx', attachmentId: pdf.id, images: true })).rejects.toMatchObject({
    code: 'unsupported-media',
    message:
      'Only a Word document of the form .docx, without macros, can be read as one; this file is application/pdf.',
  })
})
