import { expect, test } from 'vitest'
import { TaskKind } from '#server/contracts/processing.ts'
import { SLASH_GROUPS } from './slash-item.ts'
import { filterSlashItems, SLASH_ITEMS } from './slash-items.ts'

const ids = (query: string) => filterSlashItems(SLASH_ITEMS, query).map(({ id }) => id)

test('without a word the usual items stand in the order of the list, the others are found by their names', () => {
  expect(ids('')).toEqual(SLASH_ITEMS.filter(({ rare }) => !rare).map(({ id }) => id))
  expect(ids('').length).toBeLessThan(30)
  for (const { id, label } of SLASH_ITEMS) expect(ids(label)).toContain(id)
  expect(new Set(SLASH_ITEMS.map(({ id }) => id)).size).toBe(SLASH_ITEMS.length)
  const groups = SLASH_ITEMS.map(({ group }) => SLASH_GROUPS.indexOf(group))
  expect(groups).toEqual([...groups].sort((a, b) => a - b))
})

test.each([
  ['head', ['heading-1', 'heading-2', 'heading-3']],
  ['H2', ['heading-2']],
  ['todo', ['to-do']],
  ['list', ['bullets', 'numbers', 'to-do']],
  ['ocr', ['ocr']],
  ['summ', ['summarise']],
  ['ima', ['image', 'ocr', 'convert-image', 'resize-image', 'thumbnail', 'image-metadata']],
  ['warn', ['callout']],
  ['collapse', ['toggle']],
  ['grid', ['table']],
  ['pdf', ['read-pdf', 'file']],
  ['zzz', []],
])('/%s finds %j', (query, expected) => {
  expect(ids(query)).toEqual(expected)
})

test('every kind of job is in the menu', () => {
  expect(SLASH_ITEMS.map(({ id }) => id)).toEqual(expect.arrayContaining(TaskKind.options))
})

test('the beginning of a label comes before a word inside one, and that before other words', () => {
  expect(ids('te')).toEqual(['text', 'ocr', 'keywords'])
})
