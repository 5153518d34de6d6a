import { expect, test } from 'vitest'
import { sampleDocument, sampleFile, sampleWaveform } from '#server/testing/sample-results.ts'
import { madeFiles } from './made-files.ts'

test.each(['convert-image', 'resize-image', 'thumbnail'] as const)(
  '%s made the new picture, not the one that it was made from',
  (kind) => {
    expect(madeFiles({ kind, before: sampleFile('given'), after: sampleFile('made') })).toEqual(['made'])
  },
)

test.each(['read-pdf', 'read-docx'] as const)('%s made every picture that was found in the file', (kind) => {
  const images = ['one', 'two'].map((id) => ({ ...sampleFile(id), page: null }))
  expect(madeFiles(sampleDocument([], { kind, images }))).toEqual(['one', 'two'])
})

test('a waveform made its picture, where there was the right to keep one', () => {
  expect(madeFiles(sampleWaveform(sampleFile('drawn')))).toEqual(['drawn'])
  expect(madeFiles(sampleWaveform(null))).toEqual([])
})

test('what says something in words made no file', () => {
  expect(madeFiles({ kind: 'summarise', text: 'x', sentences: 1 })).toEqual([])
  expect(madeFiles({ kind: 'ocr', text: 'x', blocks: [], rotation: 0 })).toEqual([])
})
