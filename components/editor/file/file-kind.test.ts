import { expect, test } from 'vitest'
import { fileKind, fileKindWords } from './file-kind.ts'

test.each([
  ['application/pdf', 'pdf'],
  ['audio/mpeg', 'audio'],
  ['video/mp4', 'video'],
  ['text/plain', 'text'],
  ['text/csv', 'sheet'],
  ['image/svg+xml', 'image'],
  ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'sheet'],
  ['application/zip', 'archive'],
  ['application/octet-stream', 'other'],
  [null, 'other'],
])('%j is %s', (mediaType, kind) => {
  expect(fileKind(mediaType)).toBe(kind)
})

test('a type without a word of its own is called by the ending of the name', () => {
  expect(fileKindWords('application/pdf', 'a.xyz')).toBe('PDF')
  expect(fileKindWords('application/octet-stream', 'plan.docx')).toBe('DOCX')
  expect(fileKindWords('application/octet-stream', 'Makefile')).toBe('File')
  expect(fileKindWords('application/octet-stream', null)).toBe('File')
})
