import { expect, test } from 'vitest'
import { filterSlashItems, SLASH_GROUPS, SLASH_ITEMS } from './slash-items.ts'

const ids = (query: string) => filterSlashItems(SLASH_ITEMS, query).map(({ id }) => id)

test('without a word every item stands in the order of the list', () => {
  expect(ids('')).toEqual(SLASH_ITEMS.map(({ id }) => id))
  expect(new Set(SLASH_ITEMS.map(({ id }) => id)).size).toBe(SLASH_ITEMS.length)
  const groups = SLASH_ITEMS.map(({ group }) => SLASH_GROUPS.indexOf(group))
  expect(groups).toEqual([...groups].sort((a, b) => a - b))
})

test.each([
  ['head', ['heading-1', 'heading-2', 'heading-3']],
  ['H2', ['heading-2']],
  ['todo', ['to-do']],
  ['list', ['bullets', 'numbers', 'to-do']],
  ['ocr', ['read-image']],
  ['summ', ['summarise']],
  ['ima', ['image', 'read-image']],
  ['warn', ['callout']],
  ['collapse', ['toggle']],
  ['grid', ['table']],
  ['pdf', ['file']],
  ['zzz', []],
])('/%s finds %j', (query, expected) => {
  expect(ids(query)).toEqual(expected)
})

test('the beginning of a label comes before a word inside one, and that before other words', () => {
  expect(ids('te')).toEqual(['text', 'read-image', 'keywords'])
})
