import { expect, test } from 'vitest'
import { findMentions, type Mentionable } from './mention-items.ts'

const all: Mentionable = {
  people: [
    { userId: 'u1', name: 'Ada Lovelace', hue: 1, avatar: null },
    { userId: 'u2', name: 'René Adamson', hue: 2, avatar: null },
    { userId: 'u3', name: 'Ben Okri', hue: 3, avatar: null },
  ],
  pages: [
    { id: 'p1', title: 'Adapter notes', editedAt: '2026-01-01' },
    { id: 'p2', title: 'The adagio', editedAt: '2026-03-01' },
    { id: 'p3', title: ' ', editedAt: '2026-04-01' },
    { id: 'p4', title: 'Plan for May', editedAt: '2026-02-01' },
  ],
}
const ids = (query: string, here = '') => findMentions(all, query, here).map(({ id }) => id)

test('without a word: people, then pages, the last edited first; pages without a name are none', () => {
  expect(ids('')).toEqual(['u1', 'u2', 'u3', 'p2', 'p4', 'p1'])
})

test.each([
  ['ada', ['u1', 'u2', 'p1', 'p2']],
  ['RENE', ['u2']],
  ['rené a', ['u2']],
  ['okri', ['u3']],
  ['for may', ['p4']],
  ['da', []],
  ['zzz', []],
])('@%s finds %j', (query, expected) => {
  expect(ids(query)).toEqual(expected)
})

test('the open page is not offered, and a list stays short', () => {
  expect(ids('plan', 'p4')).toEqual([])
  const people = Array.from({ length: 40 }, (_, at) => ({
    userId: `u${at}`,
    name: `Ann ${at}`,
    hue: 0,
    avatar: null,
  }))
  const pages = Array.from({ length: 40 }, (_, at) => ({ id: `p${at}`, title: `Ann ${at}`, editedAt: '' }))
  expect(findMentions({ people, pages }, 'ann', '')).toHaveLength(12)
})

test('a person is kept with the name of the time, a page with its id alone', () => {
  const [person, page] = [...findMentions(all, 'okri', ''), ...findMentions(all, 'plan', '')]
  expect(person?.mention).toEqual({ kind: 'person', targetId: 'u3', label: 'Ben Okri' })
  expect(page?.mention).toEqual({ kind: 'page', targetId: 'p4', label: '' })
})
