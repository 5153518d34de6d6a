import { expect, test } from 'vitest'
import type { EntityType } from '#server/contracts/text-kinds.ts'
import { findCountries } from './find-countries.ts'
import { findNames } from './find-names.ts'
import { findPatterns } from './find-patterns.ts'
import { isKnownPlace } from './known-places.ts'
import { readEnglish } from './read-english.ts'
import { readModelEntities } from './read-model-entities.ts'

function names(text: string): string[] {
  return findNames(text, readEnglish(text).tokens).map((entity) => `${entity.type} ${entity.text}`)
}

test.each([
  ['We met Mayor Ingrid Solberg there.', ['person Ingrid Solberg']],
  ['We saw Dr. Okri yesterday.', ['person Okri']],
  ['The plan of Siemens AG was read.', ['organisation Siemens AG']],
  ['She works at the University of Leeds now.', ['organisation University of Leeds']],
  ['They walked along the Thames River slowly.', ['place Thames River']],
  ['We climbed Mount Kenya in May.', ['place Mount Kenya']],
  ['He lives in the town of Brekke with us.', ['place Brekke']],
  ['The ship went to France in time.', ['place France']],
  ['Later Ludwig van Beethoven wrote it.', ['person Ludwig van Beethoven']],
  ['It was Anna Lind who said so.', ['name Anna Lind']],
] as const)('in “%s” there is %j', (text, expected) => {
  expect(names(text)).toEqual([...expected])
})

test.each([
  ['the first word of a sentence', 'Engineers repaired it. Nobody complained.'],
  ['days and months', 'We meet on Monday in March.'],
  ['the speaker', 'Yesterday I went because I’m late.'],
  ['capitals alone', 'The PDF was sent to the CEO.'],
  ['single letters', 'We chose B over A.'],
  ['no capitals', 'we met ingrid solberg there.'],
  ['nothing', ''],
])('%s make no name', (_, text) => {
  expect(names(text)).toEqual([])
})

test('the ending of the genitive is no part of a name', () => {
  expect(names('We read Mayor Solberg’s plan, and Solberg agreed.')).toEqual([
    'person Solberg',
    'person Solberg',
  ])
})

test('every name stands where it is said to stand', () => {
  const text =
    '🧵 “Quotes” – Mayor Ingrid Solberg met Thomas Okri, Siemens AG and others in Oslo.\n\nOslo slept.'
  const found = findNames(text, readEnglish(text).tokens)
  expect(found.length).toBeGreaterThan(3)
  for (const { text: value, start, end } of found) expect(text.slice(start, end)).toBe(value)
})

test.each([
  ['France', 'en', true],
  ['Frankreich', 'de', true],
  ['Frankreich', 'en', false],
  ['España', 'es', true],
  ['Espana', 'es', true],
  ['Buenos Aires', 'en', true],
  ['São Paulo', 'pt', true],
  ['Sao Paulo', 'pt', true],
  ['france', 'en', false],
  ['Turkey sandwich', 'en', false],
  ['GMT', 'en', false],
  ['UTC', 'en', false],
  ['', 'en', false],
  ['constructor', 'en', false],
])('%s (%s) is a known place: %s', (name, language, known) => {
  expect(isKnownPlace(name, language)).toBe(known)
})

test('countries are found by the longest name that they have', () => {
  expect(findCountries('Wir fahren in die Vereinigten Staaten und nach Neuseeland.', 'de')).toMatchObject([
    { text: 'Neuseeland', start: 47, end: 57 },
  ])
  const [found] = findCountries('She left for the United States today.', 'en')
  expect(found).toMatchObject({ type: 'place', text: 'United States' })
})

test.each<[string, EntityType, string | undefined]>([
  ['see https://example.org/a_(b)?c=1#d.', 'url', 'https://example.org/a_'],
  ['see www.example.org!', 'url', 'www.example.org'],
  ['mail a.b+c@sub.example.org, please', 'email', 'a.b+c@sub.example.org'],
  ['mail ü@münchen.example', 'email', undefined],
  ['mail a@b', 'email', undefined],
  ['it costs $1,234.56 each', 'money', '$1,234.56'],
  ['es kostet 1.234,56 € heute', 'money', '1.234,56 €'],
  ['about 3 million dollars', 'money', '3 million dollars'],
  ['USD 5bn of it', 'money', 'USD 5bn'],
  ['version 3.2', 'money', undefined],
  ['on 2024-02-29 we', 'date', '2024-02-29'],
  ['on 2024-13-01 we', 'date', undefined],
  ['am 1.2.24 dann', 'date', '1.2.24'],
  ['version 1.2.3.4', 'date', undefined],
  ['at 9:05 a.m. we', 'time', '9:05 a.m.'],
  ['at 24:00 we', 'time', undefined],
  ['at 12:60 we', 'time', undefined],
  ['call +49 30 123456 now', 'phone', '+49 30 123456'],
  ['call 030/1234567 now', 'phone', '030/1234567'],
  ['rise of 5 % then', 'percent', '5 %'],
  ['−3,5 Prozent davon', 'percent', '−3,5 Prozent'],
  ['#weaving is', 'hashtag', '#weaving'],
  ['#1 is', 'hashtag', undefined],
  ['a#weaving', 'hashtag', undefined],
  ['@ada_l wrote', 'mention', '@ada_l'],
  ['a@ada.example', 'mention', undefined],
])('in “%s” the %s is %j', (text, type, expected) => {
  const found = findPatterns(text).filter((entity) => entity.type === type)
  expect(found.map((entity) => entity.text)).toEqual(expected === undefined ? [] : [expected])
  for (const { text: value, start, end } of found) expect(text.slice(start, end)).toBe(value)
})

const answer = (...entities: unknown[]): string => JSON.stringify({ entities })

test('a model’s finding of a type not asked for, or of none, is left out and counted', () => {
  const read = readModelEntities(
    answer(
      { type: 'PERSON', text: 'Ann' },
      { type: 'person', text: 'Ann' },
      { type: 'money', text: '$5' },
      { type: 'animal', text: 'cat' },
    ),
    'Ann gave the cat $5.',
    ['person', 'animal' as EntityType],
  )
  expect(read).toBeUndefined()
  const half = readModelEntities(
    answer({ type: 'PERSON', text: 'Ann' }, { type: 'money', text: '$5' }),
    'Ann gave the cat $5.',
    ['person'],
  )
  expect(half?.result.entities).toEqual([{ type: 'person', text: 'Ann', start: 0, end: 3 }])
  expect(half?.notes[0]).toMatch(/^1 of 2 findings/)
})

test('of two findings that overlap the longer name stands', () => {
  const read = readModelEntities(
    answer({ type: 'person', text: 'Lind' }, { type: 'person', text: 'Anna Lind' }),
    'Anna Lind left. Lind came back.',
  )
  expect(read?.result.entities.map(({ text, start }) => [start, text])).toEqual([
    [0, 'Anna Lind'],
    [16, 'Lind'],
  ])
})

test('an empty list is an answer: there may be nothing to find', () => {
  expect(readModelEntities(answer(), 'Nothing here.')).toMatchObject({ result: { entities: [] }, notes: [] })
})

test('a phrase that stands everywhere is placed at a bounded number of places', () => {
  const text = 'ab '.repeat(5_000)
  const read = readModelEntities(answer({ type: 'name', text: 'ab' }), text)
  expect(read?.result.entities).toHaveLength(200)
})
