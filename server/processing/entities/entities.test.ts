import { expect, test } from 'vitest'
import type { Entity, EntityType } from '#server/contracts/text-kinds.ts'
import { HELD_OUT, MARKED } from '#server/testing/labelled-sentences.ts'
import { GERMAN, NEWS } from '#server/testing/sample-texts.ts'
import { doTextWork } from '../local-engine/do-text-work.ts'
import { FACT_PRECISION, NAME_PRECISION } from './entities-quality.ts'
import { findPatterns } from './find-patterns.ts'
import { readModelEntities } from './read-model-entities.ts'
import { withoutOverlaps } from './without-overlaps.ts'

async function find(text: string, types?: EntityType[]) {
  const outcome = await doTextWork({ act: 'answer', request: { kind: 'entities', text, types } })
  if (outcome.result.kind !== 'entities') throw new Error('not entities')
  return { ...outcome, ...outcome.result }
}

const NAMES: ReadonlySet<EntityType> = new Set(['person', 'organisation', 'place', 'name'])

type Count = { right: number; found: number; due: number; typed: number }

/** How findings compare with the marks; right is what has the same words, typed what has the same type besides. */
async function compare(sentences: typeof MARKED) {
  const names: Count = { right: 0, found: 0, due: 0, typed: 0 }
  const facts: Count = { ...names }
  const wrong: string[] = []
  for (const { text, marks } of sentences) {
    const { entities } = await find(text)
    for (const { type, text: value } of entities) {
      const group = NAMES.has(type) ? names : facts
      const mark = marks.find(([, marked]) => marked === value)
      group.found += 1
      if (mark) group.right += 1
      if (mark?.[0] === type) group.typed += 1
      else wrong.push(`${type} “${value}”`)
    }
    for (const [type, value] of marks) {
      ;(NAMES.has(type) ? names : facts).due += 1
      if (!entities.some((entity) => entity.text === value)) wrong.push(`missed “${value}”`)
    }
  }
  return { names, facts, wrong }
}

test('names and facts are found as well as the quality score says, on sentences that no rule was made for', async () => {
  for (const [set, sentences] of [
    ['made for', MARKED],
    ['held out', HELD_OUT],
  ] as const) {
    const { names, facts, wrong } = await compare(sentences)
    for (const [what, { right, found, due, typed }] of Object.entries({ names, facts }))
      process.stdout.write(
        `${set}, ${what}: precision ${((right / found) * 100).toFixed(0)} %, recall ${((right / due) * 100).toFixed(0)} %, of these of the right type ${((typed / right) * 100).toFixed(0)} % (n = ${due})\n`,
      )
    process.stdout.write(`  not as marked: ${wrong.join('; ')}\n`)
    expect(names.right / names.found).toBeGreaterThanOrEqual(NAME_PRECISION)
    expect(names.right / names.due).toBeGreaterThanOrEqual(0.75)
    expect(facts.right / facts.found).toBeGreaterThanOrEqual(FACT_PRECISION)
    expect(facts.right / facts.due).toBeGreaterThanOrEqual(0.85)
  }
})

test('every finding stands where it is said to stand, and none inside another', async () => {
  const { entities } = await find(NEWS)
  expect(entities.length).toBeGreaterThan(15)
  for (const { text, start, end } of entities) expect(NEWS.slice(start, end)).toBe(text)
  entities.reduce((last, { start, end }) => {
    expect(start).toBeGreaterThanOrEqual(last)
    return end
  }, 0)
})

test('a later bare mention has the type of the fuller one', async () => {
  const { entities } = await find(NEWS)
  const solberg = entities.filter(({ text }) => text.includes('Solberg'))
  expect(solberg.length).toBeGreaterThan(1)
  expect(new Set(solberg.map(({ type }) => type))).toEqual(new Set(['person']))
})

test('only the types asked for are searched, and the answer names them', async () => {
  const { entities, searched } = await find(NEWS, ['money', 'percent'])
  expect(searched).toEqual(['money', 'percent'])
  expect(new Set(entities.map(({ type }) => type))).toEqual(new Set(['money', 'percent']))
})

test('in another language only what needs no model of it is searched, and that is said', async () => {
  const text = `${GERMAN} Fragen an rathaus@example.org oder am 12.03.2024 um 14:30 Uhr; die Delegation kommt aus Frankreich.`
  const { entities, searched, notes } = await find(text)
  expect(searched).not.toContain('person')
  expect(entities.map(({ type, text: value }) => `${type} ${value}`)).toEqual(
    expect.arrayContaining([
      'email rathaus@example.org',
      'date 12.03.2024',
      'time 14:30 Uhr',
      'place Frankreich',
    ]),
  )
  expect(notes.join()).toMatch(
    /In German the built-in engine finds .*persons and organisations it does not search/,
  )
})

test('a text without names or facts has none, and is not marked down as if it had failed', async () => {
  const { entities, quality } = await find(
    'Every loom in the workshop was repaired, and nobody was dismissed, because the work was needed by all of them.',
  )
  expect(entities).toEqual([])
  expect(quality.signals.filter(({ hard, verdict }) => hard && verdict === 'bad')).toEqual([])
})

test.each([
  ['€ 12,50', 'money'],
  ['3,5 Millionen Euro', 'money'],
  ['CHF 1’200', 'money'],
  ['99.9 %', 'percent'],
  ['31.12.1999', 'date'],
  ['12/31/1999', 'date'],
  ['23:59:59', 'time'],
  ['(030) 123-4567', 'phone'],
  ['555-123-4567', undefined],
  ['first.last+tag@sub.example.co.uk', 'email'],
  ['www.example.org/a?b=c#d', 'url'],
] as const)('%s is %s', (text, type) => {
  const [found] = findPatterns(`see ${text}, then`)
  if (type) expect(found).toMatchObject({ type, text })
  else expect(found?.type).not.toBe('money')
})

test.each([
  ['digits and commas', '1,'.repeat(60_000)],
  ['digits', '9'.repeat(120_000)],
  ['at signs', 'a@'.repeat(60_000)],
  ['dots after at', `a@${'b.'.repeat(60_000)}`],
  ['plus and digits', '+1 2 '.repeat(30_000)],
  ['capitals', 'Aa '.repeat(40_000)],
])('a text of %s keeps no pattern busy', (_, text) => {
  const start = performance.now()
  findPatterns(text)
  // Quadratic ones take minutes here.
  expect(performance.now() - start).toBeLessThan(3000)
})

test('of two that overlap the surer stands, however many less sure ones it covers', () => {
  const at = (type: EntityType, start: number, end: number): Entity => ({ type, text: 'x', start, end })
  const sure = at('money', 5, 20)
  expect(withoutOverlaps([sure, at('number', 5, 8), at('number', 10, 12), at('name', 18, 25)])).toEqual([
    sure,
  ])
  const late = at('name', 20, 25)
  expect(withoutOverlaps([sure, late, at('number', 0, 5)])).toEqual([at('number', 0, 5), sure, late])
})

test('a model’s findings are placed at every mention, as whole words, and what is not in the text is left out', () => {
  const text = 'Ann met Anna. Ann paid $5.'
  const answer =
    '```json\n{"entities":[{"type":"person","text":"Ann"},{"type":"money","text":"$5"},{"type":"person","text":"Bob"}]}\n```'
  const read = readModelEntities(answer, text)
  expect(read?.result.entities.map(({ start, text: value }) => [start, value])).toEqual([
    [0, 'Ann'],
    [14, 'Ann'],
    [23, '$5'],
  ])
  expect(read?.notes).toEqual([
    '1 of 3 findings of the model were left out: not in the text, or of no type asked for.',
  ])
})

test.each([
  ['no JSON', 'I found Ann and Anna.'],
  ['another shape', '{"people":["Ann"]}'],
  [
    'mostly invented',
    '[{"type":"person","text":"Bob"},{"type":"person","text":"Eve"},{"type":"person","text":"Ann"}]',
  ],
])('a model’s answer that is %s is refused', (_, answer) => {
  expect(readModelEntities(answer, 'Ann met Anna.')).toBeUndefined()
})
