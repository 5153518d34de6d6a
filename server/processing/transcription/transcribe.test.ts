import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import type { ProcessRequest } from '#server/contracts/processing.ts'
import type { TranscribeMedia } from '#server/contracts/transcription.ts'
import { createDocument } from '#server/documents/create-document.ts'
import { uploadAttachment } from '#server/documents/upload-attachment.ts'
import { wavFile } from '#server/platform/wav-file.ts'
import { createPerson } from '#server/testing/factories.ts'
import { type Behaviour, startFakeModelServer } from '#server/testing/fake-model-server.ts'
import { forgetAnswers } from '#server/testing/forget-answers.ts'
import { makeWav } from '#server/testing/make-wav.ts'
import { runRequests } from '#server/testing/run-requests.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { currentWorkspace } from '#server/workspaces/current-workspace.ts'
import { createProcessor } from '../process-task.ts'
import { readWavFormat } from '../sound/wav-format.ts'

const [first, second] = [await startFakeModelServer(), await startFakeModelServer()]
const ctx = await createTestContext({
  WEFT_PROVIDERS: JSON.stringify([
    { name: 'chats', baseUrl: second.url, model: 'large' },
    {
      ...{ name: 'ears', baseUrl: first.url, model: 'large', apiKey: 'sk-ears' },
      models: { transcribe: 'whisper' },
      ...{ prices: { whisper: { minute: 0.006 } }, currency: 'EUR' },
    },
    { name: 'spare', baseUrl: second.url, model: 'large', models: { transcribe: 'whisper-small' } },
  ]),
})
const owner = await createPerson(ctx)
const processor = createProcessor(ctx, { breakerOpenMs: [1] })
const run = runRequests(processor, owner)
const page = await createDocument(ctx, owner.actor, currentWorkspace(owner.actor), {
  title: 'Talks',
  parentId: null,
})
beforeEach(() => forgetAnswers(ctx))
afterAll(async () => {
  await processor.close()
  await Promise.all([first.close(), second.close()])
})

async function upload(name: string, content: Uint8Array) {
  return await uploadAttachment(ctx, owner.actor, {
    ...{ documentId: page.id, name, announcedBytes: undefined },
    bytes: (async function* () {
      yield content
    })(),
  })
}
const talk = makeWav({ seconds: 4, silent: [[2, 2.5]] })
const file = await upload('A talk of Ada.wav', talk)
const request = (more: Partial<TranscribeMedia> = {}): ProcessRequest => ({
  kind: 'transcribe',
  attachmentId: file.id,
  ...more,
})
async function transcript(asked: ProcessRequest = request(), options?: Parameters<typeof run>[1]) {
  const answer = await run(asked, options)
  if (answer.result.kind !== 'transcribe') throw new Error('no transcript')
  return { ...answer, result: answer.result }
}
type Said = { start: number; end: number; text: string } & Record<string, unknown>
const says = (...segments: Said[]): Behaviour => ({
  type: 'json',
  value: { task: 'transcribe', language: 'english', duration: 4, text: 'x', segments },
})
const good = says(
  {
    id: 0,
    start: 0,
    end: 2,
    text: ' We begin.',
    avg_logprob: -0.1,
    no_speech_prob: 0.01,
    compression_ratio: 1.2,
  },
  {
    id: 1,
    start: 2.5,
    end: 4.4,
    text: ' Ada reads <b>[the](https://evil.test)</b> minutes.',
    avg_logprob: -0.2,
  },
)

describe('what a transcription server is sent', () => {
  test('is the file as it is, the model of the kind, the wishes and the key, and nothing of the file’s name', async () => {
    first.behave(good)
    await transcript(request({ language: 'de', hint: 'Ada, Weft' }))
    const [sent] = first.recordings
    expect(sent?.authorization).toBe('Bearer sk-ears')
    expect(sent?.fields).toEqual({
      ...{
        model: 'whisper',
        response_format: 'verbose_json',
        temperature: '0',
        language: 'de',
        prompt: 'Ada, Weft',
      },
      'timestamp_granularities[]': 'segment',
    })
    expect(sent?.file).toMatchObject({ name: 'recording.wav', type: 'audio/wav' })
    expect(sent?.file.bytes.equals(talk)).toBe(true)
    expect(second.recordings).toEqual([])
  })
})

describe('a transcript', () => {
  test('has each passage with its times inside the recording, as plain text, with what it cost', async () => {
    first.behave(good)
    const { result, quality, provider, model, path } = await transcript()
    expect(result).toEqual({
      ...{ kind: 'transcribe', attachmentId: file.id, name: 'A talk of Ada.wav', mediaType: 'audio/wav' },
      ...{ seconds: 4, language: 'english', timed: true },
      segments: [
        { start: 0, end: 2, text: 'We begin.', sure: 0.905, doubt: null },
        {
          ...{ start: 2.5, end: 4, sure: 0.819, doubt: null },
          text: 'Ada reads <b>[the](https://evil.test)</b> minutes.',
        },
      ],
    })
    expect([provider, model]).toEqual(['ears', 'whisper'])
    expect(quality.score).toBeGreaterThan(0.8)
    expect(path.at(-1)?.cost).toEqual({ micros: 400, currency: 'EUR' })
  })

  test('is taken from the cache for the same bytes elsewhere, as a transcript of the file that was asked about', async () => {
    first.behave(good)
    const hint = 'of one’s own'
    await transcript(request({ hint }), { fresh: false })
    const copy = await upload('copy.wav', talk)
    const again = await transcript({ kind: 'transcribe', attachmentId: copy.id, hint }, { fresh: false })
    expect(again.cache).toBe('hit')
    expect(again.result).toMatchObject({ attachmentId: copy.id, name: 'copy.wav' })
    expect(first.recordings.length).toBe(1)
    await transcript(request({ hint, language: 'de' }), { fresh: false })
    expect(first.recordings.length).toBe(2)
  })

  test('of a model without times is its words, and says so', async () => {
    first.hear(({ fields }) =>
      fields.response_format === 'json'
        ? { type: 'json', value: { text: 'We begin.\nAda reads.' } }
        : {
            type: 'status',
            status: 400,
            body: '{"error":{"message":"response_format verbose_json is not supported"}}',
          },
    )
    const { result, notes, quality } = await transcript()
    expect(result.timed).toBe(false)
    expect(result.segments).toMatchObject([{ start: 0, end: 4, text: 'We begin. Ada reads.' }])
    expect(notes.join()).toContain('gives no times')
    expect(quality.signals).toContainEqual(expect.objectContaining({ name: 'timed', verdict: 'bad' }))
    // Asked once, it is not asked for times again.
    await transcript()
    expect(first.recordings.map(({ fields }) => fields.response_format)).toEqual([
      'verbose_json',
      'json',
      'json',
    ])
  })

  test('marks what the model itself takes for silence, garbage or a guess', async () => {
    const line = (start: number, text: string, more: object = {}): Said => ({
      start,
      end: start + 0.5,
      text,
      ...more,
    })
    first.behave(
      says(
        line(0, 'One.'),
        line(0.5, 'Two.', { no_speech_prob: 0.9, avg_logprob: -1.4 }),
        line(1, 'Three.', { compression_ratio: 2.6 }),
        line(1.5, 'Four.', { avg_logprob: -1.3 }),
        line(2, 'Five.', { no_speech_prob: 0.9, avg_logprob: -0.2 }),
      ),
    )
    const { result, quality } = await transcript()
    expect(result.segments.map(({ doubt }) => doubt)).toEqual([null, 'no-speech', 'garbled', 'unsure', null])
    expect(quality.signals).toContainEqual(expect.objectContaining({ name: 'clear', verdict: 'bad' }))
  })

  test('of silence is one without a passage where the server heard all of it', async () => {
    first.behave({ type: 'json', value: { text: '', duration: 4, segments: [] } })
    const { result, quality } = await transcript()
    expect(result.segments).toEqual([])
    expect(quality.signals).toContainEqual(expect.objectContaining({ name: 'speech', verdict: 'bad' }))
  })
})

describe('the next provider is asked where one', () => {
  const at = (start: number, end: number, text = 'word'): Said => ({ start, end, text })
  test.each<[string, Behaviour, string]>([
    [
      'says one line over and over',
      says(...Array.from({ length: 6 }, (_, n) => at(n / 2, n / 2 + 0.5, 'Thank you.'))),
      'poor-answer',
    ],
    ['runs backwards', says(at(2, 3), at(1, 2)), 'poor-answer'],
    ['ends a passage before it begins', says(at(3, 1)), 'poor-answer'],
    ['has words after the end', says(at(0, 1), at(30, 31)), 'poor-answer'],
    ['answers with nothing at all', { type: 'status', status: 200, body: '' }, 'empty-answer'],
    ['answers with an empty object', { type: 'json', value: {} }, 'damaged-answer'],
    ['heard less than nothing', { type: 'json', value: { text: 'x', duration: -5 } }, 'damaged-answer'],
    ['answers without a word or a length', { type: 'json', value: { text: '' } }, 'empty-answer'],
    ['cuts its answer off', { type: 'truncated' }, 'damaged-answer'],
    [
      'answers with a page for people',
      { type: 'status', status: 200, body: '<html>hello</html>' },
      'damaged-answer',
    ],
    ['refuses the key', { type: 'status', status: 401 }, 'key-refused'],
    ['finds it too large', { type: 'status', status: 413 }, 'too-long'],
    ['fails each time', { type: 'status', status: 500 }, 'overloaded'],
  ])('%s', async (_, behaviour, fault) => {
    first.behave(behaviour)
    second.behave(good)
    const { provider, path, notes } = await transcript()
    expect(provider).toBe('spare')
    expect(path.map(({ provider: name, fault: why }) => [name, why])).toEqual([
      ['cache', undefined],
      ['ears', fault],
      ['spare', undefined],
    ])
    expect(notes.join()).toContain('ears did not answer')
  })

  test('a server that is busy is asked again when it says', async () => {
    first.behave({ type: 'status', status: 429, headers: { 'retry-after': '0.2' } }, good)
    const { provider, path } = await transcript()
    expect([provider, path.at(-1)?.attempts]).toEqual(['ears', 2])
  })

  test('where none transcribes, the job says what may help, and the path why', async () => {
    first.behave({ type: 'status', status: 413 })
    second.behave({ type: 'status', status: 401 })
    await expect(transcript()).rejects.toMatchObject({
      code: 'provider-failed',
      message: expect.stringContaining('cut it first'),
    })
  })
})

describe('a long recording', () => {
  test('is divided in its pauses; each part is a whole file, and the times run on', async () => {
    const long = makeWav({
      seconds: 1_250,
      rate: 1_000,
      silent: [
        [590, 591],
        [1_180, 1_181],
      ],
    })
    const { id } = await upload('long.wav', long)
    const sent: number[] = []
    first.hear(({ file: part }) => {
      const format = readWavFormat(part.bytes)
      const seconds = format ? format.dataBytes / format.frameBytes / format.rate : 0
      sent.push(seconds)
      return {
        type: 'json',
        value: {
          text: '',
          duration: seconds,
          segments: [{ start: 1, end: seconds, text: `${Math.round(seconds)} s` }],
        },
      }
    })
    const shown: string[] = []
    const { result, parts } = await transcript(
      { kind: 'transcribe', attachmentId: id },
      { show: ({ blocks }) => shown.push(JSON.stringify(blocks() ?? [])) },
    )
    expect(parts).toEqual({ total: 3, missing: [] })
    // Whichever was heard first, who looks reads from the beginning.
    expect(shown.every((blocks) => blocks === '[]' || blocks.includes('591 s'))).toBe(true)
    expect(shown.at(-1)).toMatch(/591 s.*590 s.*69 s/)
    expect(sent.reduce((sum, seconds) => sum + seconds, 0)).toBeCloseTo(1_250, 2)
    const [one, two, three] = result.segments
    expect(one).toMatchObject({ start: 1, text: '591 s' })
    expect(one?.end).toBeGreaterThan(590)
    expect(one?.end).toBeLessThan(591)
    expect(two?.start).toBeCloseTo((one?.end ?? 0) + 1, 1)
    expect(two?.end).toBeGreaterThan(1_180)
    expect(two?.end).toBeLessThan(1_181)
    expect(three?.end).toBe(1_250)
    expect(result.seconds).toBe(1_250)
  })

  test('keeps what was heard where a part fails; what is missing is told by its times, and only that is asked for again', async () => {
    const { id } = await upload('gap.wav', makeWav({ seconds: 700, rate: 1_000, silent: [[580, 581]] }))
    const fine: Behaviour = {
      type: 'json',
      value: { text: '', segments: [{ start: 0, end: 1, text: 'Hello.' }] },
    }
    first.hear(({ file: part }) => (part.bytes.length > 1_000_000 ? fine : { type: 'status', status: 401 }))
    second.behave({ type: 'status', status: 401 })
    const asked: ProcessRequest = { kind: 'transcribe', attachmentId: id }
    const answer = await transcript(asked)
    expect(answer.parts?.missing).toMatchObject([{ part: 2, start: 580, end: 700, unit: 'seconds' }])
    expect(answer.result.segments.length).toBe(1)
    expect(answer.kept?.length).toBe(1)
  })

  test('is divided further where a provider finds its parts too long', async () => {
    const { id } = await upload('wide.wav', makeWav({ seconds: 500, rate: 1_000, silent: [[290, 291]] }))
    first.hear(({ file: part }) =>
      part.bytes.length > 700_000
        ? {
            type: 'status',
            status: 400,
            body: '{"error":"audio duration 500 seconds is longer than 300 seconds"}',
          }
        : { type: 'json', value: { text: '', segments: [{ start: 0, end: 1, text: 'Hello.' }] } },
    )
    second.behave({ type: 'status', status: 401 })
    const { result, parts } = await transcript({ kind: 'transcribe', attachmentId: id })
    expect(parts).toEqual({ total: 2, missing: [] })
    expect(result.segments.length).toBe(2)
  })

  test('keeps what was heard where the parts into which it is divided further are not heard at all', async () => {
    const { id } = await upload('mixed.wav', makeWav({ seconds: 900, rate: 1_000, silent: [[580, 581]] }))
    const fine: Behaviour = {
      type: 'json',
      value: { text: '', segments: [{ start: 0, end: 1, text: 'Hello.' }] },
    }
    let heard = 0
    first.hear(({ file: part }) => {
      heard += 1
      if (heard > 2) return { type: 'status', status: 401 }
      return part.bytes.length > 1_000_000 ? fine : { type: 'status', status: 413 }
    })
    second.behave({ type: 'status', status: 401 })
    const { parts, result, path } = await transcript({ kind: 'transcribe', attachmentId: id })
    expect(path.some(({ strategy }) => strategy === 'smaller-task')).toBe(true)
    expect(parts).toMatchObject({ total: 2, missing: [{ start: 580, end: 900 }] })
    expect(result.segments).toMatchObject([{ text: 'Hello.' }])
  })
})

describe('a hostile file', () => {
  test('of more hours than a job takes is refused before anybody is asked', async () => {
    const format = { coding: 1, channels: 1, rate: 1_000, bits: 8, frameBytes: 1 }
    const { id } = await upload('day.wav', wavFile(format, Buffer.alloc(14_401_000, 128)))
    first.behave(good)
    await expect(transcript({ kind: 'transcribe', attachmentId: id })).rejects.toMatchObject({
      code: 'too-large',
      message: expect.stringContaining('four hours'),
    })
    expect(first.recordings).toEqual([])
  })

  test('that claims more sound than it has is as long as its bytes', async () => {
    const lie = Buffer.from(talk)
    lie.writeUInt32LE(0xfffffff0, 40)
    const { id } = await upload('lie.wav', lie)
    first.behave(good)
    expect((await transcript({ kind: 'transcribe', attachmentId: id })).result.seconds).toBe(4)
  })

  test('without sound is refused before anybody is asked', async () => {
    const { id } = await upload('empty.wav', talk.subarray(0, 44))
    first.behave(good)
    await expect(transcript({ kind: 'transcribe', attachmentId: id })).rejects.toMatchObject({
      code: 'cannot-process',
    })
    expect(first.recordings).toEqual([])
  })

  test('of another type than it is named is refused by its bytes', async () => {
    const { id } = await upload('talk.wav', Buffer.from('%PDF-1.7\n%%EOF'))
    await expect(transcript({ kind: 'transcribe', attachmentId: id })).rejects.toMatchObject({
      code: 'unsupported-media',
    })
  })
})
