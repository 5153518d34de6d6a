import { expect, test } from 'vitest'
import { MEDIA_TYPES_OF } from '#server/contracts/media-kinds.ts'
import { TaskKind } from '#server/contracts/processing.ts'
import { isMediaKind, KIND_GROUPS, kindsForMedia, searchKinds } from './kind-groups.ts'

const found = (query: string) => searchKinds(query).flatMap(({ kinds }) => kinds)

test('every kind of job stands in exactly one group', () => {
  const all = KIND_GROUPS.flatMap(({ kinds }) => kinds)
  expect([...all].sort()).toEqual([...TaskKind.options].sort())
})

test.each([
  ['', TaskKind.options.length],
  ['   ', TaskKind.options.length],
  ['xyzzy', 0],
])('%j finds %d kinds', (query, count) => {
  expect(found(query)).toHaveLength(count)
})

test.each([
  ['tldr', 'summarise'],
  ['DATES', 'entities'],
  ['e-mail', 'entities'],
  ['exif', 'image-metadata'],
  ['mp3', 'waveform'],
  ['office', 'read-docx'],
  [' webp ', 'convert-image'],
])('people who search for %j find %s', (query, kind) => {
  expect(found(query)).toContain(kind)
})

test('the beginning of a group’s name finds all of it, and groups without a kind are left out', () => {
  expect(searchKinds('audio')[0]?.label).toBe('Audio & video')
  for (const { kinds } of searchKinds('pdf')) expect(kinds.length).toBeGreaterThan(0)
})

test('a file is offered the kinds that read its type, and no other', () => {
  expect(kindsForMedia('application/pdf')).toEqual(['read-pdf'])
  expect(kindsForMedia('image/png')[0]).toBe('ocr')
  expect(kindsForMedia('text/plain')).toEqual([])
  expect(kindsForMedia('application/pdf; charset=x')).toEqual([])
  for (const [kind, types] of Object.entries(MEDIA_TYPES_OF))
    for (const type of types) expect(kindsForMedia(type)).toContain(kind)
})

test('kinds that work on a file are told from those on a text', () => {
  expect(TaskKind.options.filter(isMediaKind)).toHaveLength(Object.keys(MEDIA_TYPES_OF).length)
  expect(isMediaKind('summarise')).toBe(false)
})
