import { expect, test } from 'vitest'
import { TASK_KINDS } from '#server/contracts/processing.ts'
import { DEFAULT_SETTINGS, parseKept } from './job-settings.ts'
import { isMediaKind, KIND_GROUPS, kindsForMedia, searchKinds } from './kind-groups.ts'

const found = (query: string) => searchKinds(query).flatMap(({ kinds }) => kinds)

test('every kind stands in exactly one group', () => {
  expect(KIND_GROUPS.flatMap(({ kinds }) => kinds).sort()).toEqual([...TASK_KINDS].sort())
})

test.each([
  ['TLDR', ['summarise']],
  ['  exif ', ['image-metadata']],
  ['docx', ['read-docx']],
  ['jpg', ['convert-image']],
  ['flesch', ['readability']],
  ['text', ['summarise', 'keywords', 'entities', 'sentiment', 'language', 'readability']],
])('who types %j finds what people mean by it', (query, kinds) => {
  expect(found(query)).toEqual(expect.arrayContaining(kinds))
})

test('a name finds its kind, a group’s name all of it, nothing typed finds all, and nonsense nothing', () => {
  expect(found('waveform')).toEqual(['waveform'])
  expect(found('audio & video')).toEqual(['transcribe', 'probe-media', 'waveform', 'cut-media', 'transcode'])
  expect(found('')).toHaveLength(TASK_KINDS.length)
  expect(searchKinds('qwertz')).toEqual([])
})

test('a file is offered the kinds that its type can be given to, and no others', () => {
  expect(kindsForMedia('application/pdf')).toEqual(['read-pdf'])
  expect(kindsForMedia('image/png')).toEqual([
    'ocr',
    'convert-image',
    'resize-image',
    'thumbnail',
    'image-metadata',
  ])
  expect(kindsForMedia('video/mp4')).toEqual([
    'transcribe',
    'probe-media',
    'waveform',
    'cut-media',
    'transcode',
  ])
  expect(kindsForMedia('image/svg+xml')).toEqual([])
  expect([isMediaKind('ocr'), isMediaKind('summarise')]).toEqual([true, false])
})

test('options of another version, or damaged, are as good as none; a part of them stands on the defaults', () => {
  expect(parseKept(null)).toEqual(DEFAULT_SETTINGS)
  for (const kept of [
    '',
    '{',
    '[]',
    '"x"',
    'null',
    '{"words":80}',
    '{"format":"bmp"}',
    '{"types":["ghost"]}',
  ])
    expect(parseKept(kept), kept).toEqual(DEFAULT_SETTINGS)
  expect(parseKept('{"words":"120","images":false}')).toEqual({
    ...DEFAULT_SETTINGS,
    words: '120',
    images: false,
  })
  expect(parseKept('{"words":"120","unknown":1}')).toEqual({ ...DEFAULT_SETTINGS, words: '120' })
  expect(parseKept(JSON.stringify({ words: '1'.repeat(11) }))).toEqual(DEFAULT_SETTINGS)
})
