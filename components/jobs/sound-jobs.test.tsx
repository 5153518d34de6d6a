// @vitest-environment jsdom
import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { ResultOf } from '#server/contracts/processing.ts'
import type { TranscriptSegment } from '#server/contracts/transcription.ts'
import type { Answers } from '#server/testing/screens/answer-calls.ts'
import { ago, idOf, NOW, pageOf, sampleSummary, sampleTask } from '#server/testing/screens/sample-views.ts'
import { showScreen } from '#server/testing/screens/show-screen.ts'
import { JobResult } from './job-result.tsx'
import { keepSettingsOf } from './job-settings.ts'
import { MissingParts } from './missing-parts.tsx'
import { NewJobScreen } from './new-job-screen.tsx'

beforeEach(() => {
  keepSettingsOf('ada')
  vi.useFakeTimers({ toFake: ['Date'], now: NOW })
})

const PAGE = idOf(500)
const attachment = {
  ...{ id: idOf(6), documentId: PAGE, name: 'talk.mp3', mediaType: 'audio/mpeg', bytes: 2_048 },
  ...{ width: null, height: null, url: '/x', createdAt: ago(1) },
}
const form = (kind: string, answers: Answers = {}) =>
  showScreen(<NewJobScreen start={{ kind, documentId: PAGE, attachment } as object} />, {
    answers: {
      'GET /api/v1/documents': pageOf(sampleSummary({ id: PAGE, title: 'Minutes' })),
      'GET /api/v1/tasks/kinds': { needModel: [], ffmpeg: true, mayConfigure: false },
      'POST /api/v1/tasks': sampleTask({ status: 'PENDING' }),
      ...answers,
    },
  })
const asked = { attachmentId: attachment.id }

describe('the form for a transcript', () => {
  test('sends the file alone where nothing is chosen', async () => {
    const { find, press, changes } = await form('transcribe')
    await press(find('button', 'Start the job'))
    expect(changes()[0]?.body).toMatchObject({ request: { kind: 'transcribe', ...asked } })
    expect(JSON.stringify(changes()[0]?.body)).not.toMatch(/hint|language/)
  })

  test('sends the language spoken and the names in it, and keeps both for the next', async () => {
    const { find, press, choose, type, changes } = await form('transcribe')
    await choose('Language spoken', 'German')
    await type(find('textbox', 'Names and words in it (optional)'), ' Ada, Weft ')
    await press(find('button', 'Start the job'))
    expect(changes()[0]?.body).toMatchObject({ request: { language: 'de', hint: 'Ada, Weft' } })
    expect(localStorage.getItem('weft-job-settings ada')).toContain('"spoken":"de"')
    localStorage.clear()
  })

  test('cannot be sent where no provider transcribes, and says so', async () => {
    const { find, words } = await form('transcribe', {
      'GET /api/v1/tasks/kinds': { needModel: ['transcribe'], ffmpeg: true, mayConfigure: true },
    })
    expect(words(find('region', 'Needs a model'))).toContain('needs a model')
    expect(find('button', 'Start the job').hasAttribute('disabled')).toBe(true)
  })
})

describe('the form for a cut', () => {
  test('takes two moments as people write them', async () => {
    const { find, press, type, changes } = await form('cut-media')
    await type(find('textbox', 'From'), '0:30')
    await type(find('textbox', 'To'), '1:02.5')
    await press(find('button', 'Start the job'))
    expect(changes()[0]?.body).toMatchObject({
      request: { kind: 'cut-media', ...asked, start: 30, end: 62.5 },
    })
    expect(localStorage.getItem('weft-job-settings ada')).toContain('"cutFrom":"0:00"')
    localStorage.clear()
  })

  test('begins with the whole recording once its length is known, and takes what is typed in its place', async () => {
    vi.stubGlobal(
      'OfflineAudioContext',
      class {
        decodeAudioData = async () => ({ duration: 20, getChannelData: () => new Float32Array(160) })
      },
    )
    const { find, press, type, changes } = await form('cut-media', {
      [`GET /api/v1/attachments/${attachment.id}`]: new Response(new Uint8Array(8)),
    })
    expect(find('textbox', 'To')).toHaveProperty('value', '0:20')
    await press(find('button', 'Start the job'))
    expect(changes()[0]?.body).toMatchObject({ request: { ...asked, start: 0, end: 20 } })
    await type(find('textbox', 'To'), '')
    expect(find('textbox', 'To')).toHaveProperty('value', '')
    vi.unstubAllGlobals()
    localStorage.clear()
  })

  test.each([
    ['0:30', 'soon', 'To', 'A time like 1:23.5'],
    ['1:00', '0:30', 'To', 'After the beginning'],
    ['nine', '1:00', 'From', 'A time like 1:23.5'],
  ])('from %s to %s is blamed at the field', async (from, to, field, fault) => {
    const { find, press, type, changes, description } = await form('cut-media')
    await type(find('textbox', 'From'), from)
    await type(find('textbox', 'To'), to)
    await press(find('button', 'Start the job'))
    expect(description(find('textbox', field))).toContain(fault)
    expect(changes()).toEqual([])
  })
})

describe('where the server has no ffmpeg', () => {
  const without = { 'GET /api/v1/tasks/kinds': { needModel: [], ffmpeg: false, mayConfigure: false } }
  const empty = (kind: string) =>
    showScreen(<NewJobScreen start={{ kind, documentId: PAGE } as object} />, {
      answers: { 'GET /api/v1/documents': pageOf(sampleSummary({ id: PAGE, title: 'Minutes' })), ...without },
    })
  const chooser = () => document.querySelector<HTMLInputElement>('input[type=file]')

  test.each(['waveform', 'probe-media', 'transcode'])(
    '%s says before a file is chosen that it needs it and how it is had, takes no file, and is not sent',
    async (kind) => {
      const { find, words } = await empty(kind)
      expect(words(find('region', 'Needs ffmpeg'))).toContain('apt-get install ffmpeg')
      expect(chooser()?.disabled).toBe(true)
      expect(words()).toContain('None can be worked on without ffmpeg')
      expect(find('button', 'Start the job').hasAttribute('disabled')).toBe(true)
    },
  )

  test('a cut takes what is cut by its bytes, and of another file says what is missing', async () => {
    const { find, names, words } = await empty('cut-media')
    expect(names('region')).not.toContain('Needs ffmpeg')
    expect(words()).toContain('WAV or MP3; others need ffmpeg')
    expect(chooser()?.accept).toBe('audio/wav,audio/mpeg')
    expect(find('button', 'Start the job').hasAttribute('disabled')).toBe(false)
    const video = { ...attachment, name: 'talk.mp4', mediaType: 'video/mp4' }
    const chosen = await showScreen(
      <NewJobScreen start={{ kind: 'cut-media', documentId: PAGE, attachment: video } as object} />,
      { answers: without },
    )
    chosen.find('region', 'Needs ffmpeg')
    expect(chosen.find('button', 'Start the job').hasAttribute('disabled')).toBe(true)
  })

  test('the list of kinds marks those that need it', async () => {
    const { find, description } = await showScreen(<NewJobScreen start={{}} />, { answers: without })
    expect(description(find('radio', 'Waveform'))).toContain('Needs ffmpeg')
    expect(description(find('radio', 'Transcribe'))).not.toContain('Needs')
  })
})

test('the form for another format sends what was chosen', async () => {
  const { find, press, choose, changes } = await form('transcode')
  await press(find('radio', 'Opus'))
  await choose('Size', 'Small, for speech')
  await press(find('button', 'Start the job'))
  expect(changes()[0]?.body).toMatchObject({
    request: { kind: 'transcode', ...asked, format: 'opus', size: 'small' },
  })
  localStorage.clear()
})

const segment = (
  start: number,
  text: string,
  doubt: TranscriptSegment['doubt'] = null,
): TranscriptSegment => ({
  ...{ start, end: start + 1, text, sure: null, doubt },
})
const transcript: ResultOf<'transcribe'> = {
  ...{ kind: 'transcribe', attachmentId: idOf(6), name: 'talk.mp3', mediaType: 'audio/mpeg' },
  ...{ seconds: 75, language: 'de', timed: true },
  segments: [segment(0, '<b>Guten</b> Tag.'), segment(61, 'Danke.', 'repeated')],
}

describe('a transcript', () => {
  test('has its recording, its language and length, and its words as they are', async () => {
    const { words, all } = await showScreen(<JobResult result={transcript} />)
    expect(words()).toContain('talk.mp3, 1:15 minutes, in German')
    expect(all('listitem').map((item) => words(item))).toEqual([
      '00:00:00 <b>Guten</b> Tag.',
      '00:01:01 Danke.',
    ])
    expect(words()).toContain('One passage is doubtful')
    expect(document.querySelector('audio')?.getAttribute('src')).toBe(`/api/v1/attachments/${idOf(6)}`)
  })

  test('plays from a moment that is pressed', async () => {
    const play = vi.spyOn(HTMLMediaElement.prototype, 'play').mockResolvedValue()
    const { find, press } = await showScreen(<JobResult result={transcript} />)
    await press(find('button', 'Play from 00:01:01'))
    expect(document.querySelector('audio')?.currentTime).toBe(61)
    expect(play).toHaveBeenCalledOnce()
    play.mockRestore()
  })

  test('is had as text and as subtitles, named after the recording; without times as text alone', async () => {
    const saved: string[] = []
    const click = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (
      this: HTMLAnchorElement,
    ) {
      saved.push(this.download)
    })
    const made: Blob[] = []
    const { createObjectURL, revokeObjectURL } = URL
    Object.assign(URL, {
      createObjectURL: (blob: Blob) => `blob:${made.push(blob)}`,
      revokeObjectURL: () => {},
    })
    const { find, press } = await showScreen(<JobResult result={transcript} />)
    for (const name of ['Text', 'SRT', 'WebVTT']) await press(find('button', `Download as ${name}`))
    expect(saved).toEqual(['talk.txt', 'talk.srt', 'talk.vtt'])
    expect(made.map(({ type }) => type.split(';')[0])).toEqual([
      'text/plain',
      'application/x-subrip',
      'text/vtt',
    ])
    const { names } = await showScreen(<JobResult result={{ ...transcript, timed: false }} />)
    expect(names('button').filter((name) => name.startsWith('Download'))).toEqual(['Download as Text'])
    click.mockRestore()
    Object.assign(URL, { createObjectURL, revokeObjectURL })
  })

  test('without a word says so and offers nothing to download', async () => {
    const { words, names } = await showScreen(<JobResult result={{ ...transcript, segments: [] }} />)
    expect(words()).toContain('No speech was found.')
    expect(names('button').filter((name) => name.startsWith('Download'))).toEqual([])
  })

  test('with a gap tells it by its times', async () => {
    const gap = {
      part: 2,
      start: 600,
      end: 1_200,
      unit: 'seconds' as const,
      heading: null,
      begins: '',
      reason: 'it failed (500)',
    }
    const { words } = await showScreen(<MissingParts parts={{ total: 3, missing: [gap] }} />)
    expect(words()).toContain('2 of 3 parts of the recording')
    expect(words()).toContain('Part 2 00:10:00 to 00:20:00 it failed (500)')
  })
})

test('a recording that was made says how, where it lies in the old one, and its hash', async () => {
  const file = {
    attachmentId: idOf(7),
    name: 'talk cut.wav',
    mediaType: 'audio/wav',
    bytes: 1_024,
    width: null,
    height: null,
  }
  const { words, find } = await showScreen(
    <JobResult
      result={{
        ...{ kind: 'cut-media', seconds: 32.5, way: 'samples', sha256: 'ab'.repeat(32) },
        ...{ before: { ...file, attachmentId: idOf(6), name: 'talk.wav' }, after: file },
        cut: { start: 30, end: 62.5 },
      }}
    />,
  )
  expect(words()).toContain('from 0:30 to 1:02.5 of talk.wav, exact to the sample')
  expect(words()).toContain('ab'.repeat(32))
  expect(find('link', 'Download talk cut.wav').getAttribute('href')).toBe(`/api/v1/attachments/${idOf(7)}`)
})
