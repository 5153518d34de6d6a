import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { afterAll, expect, test } from 'vitest'
import type { ProcessRequest } from '#server/contracts/processing.ts'
import { createDocument } from '#server/documents/create-document.ts'
import { readAttachment } from '#server/documents/read-attachment.ts'
import { uploadAttachment } from '#server/documents/upload-attachment.ts'
import { newId } from '#server/platform/ids.ts'
import { createPerson } from '#server/testing/factories.ts'
import { makeMp3 } from '#server/testing/make-mp3.ts'
import { makeWav } from '#server/testing/make-wav.ts'
import { runRequests } from '#server/testing/run-requests.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { currentWorkspace } from '#server/workspaces/current-workspace.ts'
import { createProcessor } from '../process-task.ts'
import { readWavFormat } from './wav-format.ts'

const ctx = await createTestContext()
const owner = await createPerson(ctx)
const reader = await createPerson(ctx, { workspaceId: owner.workspaceId, role: 'guest' })
const processor = createProcessor(ctx)
afterAll(() => processor.close())
const run = runRequests(processor, owner)
const page = await createDocument(ctx, owner.actor, currentWorkspace(owner.actor), {
  title: 'Talks',
  parentId: null,
})

async function upload(name: string, content: Uint8Array): Promise<string> {
  const { id } = await uploadAttachment(ctx, owner.actor, {
    ...{ documentId: page.id, name, announcedBytes: undefined },
    bytes: (async function* () {
      yield content
    })(),
  })
  return id
}
const cutOf = (attachmentId: string, start: number, end: number): ProcessRequest => ({
  ...{ kind: 'cut-media', attachmentId, start, end },
})
async function made(request: ProcessRequest, by = run) {
  const answer = await by(request)
  if (answer.result.kind !== 'cut-media' && answer.result.kind !== 'transcode')
    throw new Error('no recording')
  const bytes = await readFile(
    (await readAttachment(ctx, owner.actor, answer.result.after.attachmentId)).path,
  )
  return { ...answer, result: answer.result, bytes }
}

test('a cut of a WAV file is a file of its own beside the old one, with its hash', async () => {
  const id = await upload('A talk.wav', makeWav({ seconds: 3 }))
  const { result, bytes, notes, quality } = await made(cutOf(id, 0.5, 2))
  expect(result).toMatchObject({
    ...{ kind: 'cut-media', seconds: 1.5, cut: { start: 0.5, end: 2 }, way: 'samples' },
    before: { attachmentId: id, name: 'A talk.wav' },
    after: { name: 'A talk cut.wav', mediaType: 'audio/wav', bytes: bytes.length },
    sha256: createHash('sha256').update(bytes).digest('hex'),
  })
  expect(readWavFormat(bytes)?.dataBytes).toBe(1.5 * 8_000 * 2)
  expect([notes, quality.score]).toEqual([[], 1])
})

test('a cut of an MP3 says where it really lies, and why not exactly there', async () => {
  const id = await upload('a.mp3', makeMp3(120, { tag: true }))
  const { result, notes } = await made(cutOf(id, 1, 2))
  expect(result).toMatchObject({
    way: 'frames',
    cut: { start: 0.94, end: 2.01 },
    after: { mediaType: 'audio/mpeg' },
  })
  expect(notes.join()).toContain('between its frames')
})

test('a cut that begins after the end names the length, and one of a file without sound is refused', async () => {
  const wav = makeWav({ seconds: 1 })
  await expect(run(cutOf(await upload('a.wav', wav), 5, 6))).rejects.toMatchObject({
    code: 'invalid-input',
    message: expect.stringContaining('1 seconds long'),
  })
  await expect(run(cutOf(await upload('b.wav', wav.subarray(0, 44)), 0, 1))).rejects.toMatchObject({
    code: 'invalid-input',
  })
})

test('who may only read a page adds no file to it', async () => {
  await ctx.db.prisma.documentAccess.create({
    data: { id: newId(), documentId: page.id, subject: 'person', role: 'viewer', userId: reader.userId },
  })
  const id = await upload('c.wav', makeWav({ seconds: 1 }))
  await expect(runRequests(processor, reader)(cutOf(id, 0, 1))).rejects.toMatchObject({ code: 'forbidden' })
})

test('where ffmpeg is not installed, what needs it says so and what to do', async () => {
  const ogg = Buffer.concat([
    Buffer.from('OggS\0\x02', 'latin1'),
    Buffer.alloc(20),
    Buffer.from('\x01\x13OpusHead\x01\x01', 'latin1'),
    Buffer.alloc(60),
  ])
  const [sound, packed] = [await upload('d.wav', makeWav({ seconds: 1 })), await upload('e.ogg', ogg)]
  const kept = process.env.PATH
  process.env.PATH = '/nonexistent'
  try {
    for (const request of [
      { kind: 'transcode', attachmentId: sound, format: 'mp3', size: 'good' },
      cutOf(packed, 0, 1),
    ] satisfies ProcessRequest[])
      await expect(run(request)).rejects.toMatchObject({
        code: 'cannot-process',
        message: expect.stringContaining('apt-get install ffmpeg'),
      })
  } finally {
    process.env.PATH = kept
  }
})
