import { expect, test } from 'vitest'
import { newId } from '#server/platform/ids.ts'
import { PresenceReader, type PresenceWord, presenceSignals, shortWords } from './presence-signals.ts'

const node = newId()
const documentId = newId()

function word(people: number, stateCharacters: number): PresenceWord {
  const entries = Array.from({ length: people }, (_, n) => ({
    ...{ clientId: 4_000_000_000 + n, clock: n, account: `person:${newId()}` },
    state: JSON.stringify({ note: '漢'.repeat(stateCharacters) }),
  }))
  return { node, documentId, kind: 'all', entries }
}

test.each([
  ['short', 1, 10],
  ['of many people', 200, 100],
  ['of one with the longest state', 1, 4000],
])('a word is put together as it was said: %s', (_name, people, characters) => {
  const said = word(people, characters)
  const signals = presenceSignals(said, 7)
  const reader = new PresenceReader()
  for (const signal of signals) expect(signal.length).toBeLessThan(8000)
  const heard = signals.map((signal) => reader.read(signal, 0))
  expect(heard.pop()).toEqual(said)
  expect(heard.every((one) => one === undefined)).toBe(true)
})

test('a page too full for one word is told of in several, which leave nobody out and call nobody gone', () => {
  const said = word(60, 4000)
  const reader = new PresenceReader()
  const heard = shortWords(said).flatMap((short, number) =>
    presenceSignals(short, number).flatMap((signal) => reader.read(signal, 0) ?? []),
  )
  expect(heard.flatMap(({ entries }) => entries)).toEqual(said.entries)
  expect(heard.length).toBeGreaterThan(1)
  expect(new Set(heard.map(({ kind }) => kind))).toEqual(new Set(['some']))
  const few = word(3, 4000)
  expect(shortWords(few)).toEqual([few])
  expect(shortWords({ ...few, entries: [] })).toHaveLength(1)
})

test('pieces of several words may come mixed and in any order', () => {
  const [one, two] = [word(60, 200), word(60, 200)]
  const signals = [...presenceSignals(one, 1), ...presenceSignals(two, 2)].toReversed()
  const reader = new PresenceReader()
  const heard = signals.map((signal) => reader.read(signal, 0)).filter((found) => found !== undefined)
  expect(heard).toEqual([two, one])
})

test('a word that lacks a piece is dropped after a while, and what it held with it', () => {
  const [first, ...rest] = presenceSignals(word(60, 200), 1)
  const reader = new PresenceReader()
  reader.read(first ?? '', 0)
  reader.read(presenceSignals(word(60, 200), 2)[0] ?? '', 6000)
  expect(rest.map((signal) => reader.read(signal, 6000)).every((found) => found === undefined)).toBe(true)
})

test.each([
  '',
  'garbage',
  `${node} 1 5 2 AAAA`,
  `${node} 1 0 99999999 AAAA`,
  `${node} 1 0 1 AAkA`,
  `${node} 1 0 1 ${Buffer.from('no').toString('base64')}`,
])('"%s" is no word', (signal) => {
  expect(new PresenceReader().read(signal, 0)).toBeUndefined()
})
