import { getSchema } from '@tiptap/core'
import { expect, test } from 'vitest'
import { documentExtensions } from '#server/document-model/document-extensions.ts'
import { headingsOf, indents, lastAbove, sameHeadings } from './page-headings.ts'

const schema = getSchema(documentExtensions())
const h = (level: number, text: string) => ({
  type: 'heading',
  attrs: { level },
  content: text ? [{ type: 'text', text }] : [],
})
const p = (text: string) => ({ type: 'paragraph', content: [{ type: 'text', text }] })
const page = (...content: object[]) => schema.nodeFromJSON({ type: 'doc', content })

test('headings come in order with the place where they stand, empty ones and those of a pending result not', () => {
  const doc = page(
    p('intro'),
    h(2, ' One  more '),
    h(3, ''),
    { type: 'callout', content: [h(3, 'Inside')] },
    { type: 'jobResult', content: [h(2, 'Proposed')] },
  )
  const found = headingsOf(doc)
  expect(found.map(({ level, text }) => [level, text])).toEqual([
    [2, 'One more'],
    [3, 'Inside'],
  ])
  for (const { position } of found) expect(doc.nodeAt(position)?.type.name).toBe('heading')
  expect(headingsOf(doc)).toBe(found)
})

test('typing elsewhere leaves the list as it is, a new name or level does not', () => {
  const before = headingsOf(page(p('a'), h(2, 'One')))
  expect(sameHeadings(before, headingsOf(page(p('a and more'), h(2, 'One'))))).toBe(true)
  expect(sameHeadings(before, headingsOf(page(p('a'), h(3, 'One'))))).toBe(false)
  expect(sameHeadings(before, headingsOf(page(h(2, 'One'), h(2, 'Two'))))).toBe(false)
})

test('a page is indented by the levels that it uses', () => {
  const levels = (...used: number[]) => indents(used.map((level) => ({ level, text: 'x', position: 0 })))
  expect(levels(1, 2, 3, 2, 1)).toEqual([0, 1, 2, 1, 0])
  expect(levels(3, 4, 3, 1, 4)).toEqual([0, 1, 0, 0, 1])
})

test('the current heading is the last one above the line', () => {
  const tops = [-400, -20, 90, 900]
  const at = (line: number) => lastAbove(tops.length, (index) => tops[index] ?? 0, line)
  expect([at(-500), at(-400), at(0), at(100), at(5_000)]).toEqual([-1, 0, 1, 2, 3])
})

test('a page of 250,000 characters is listed in a few milliseconds', () => {
  const blocks = Array.from({ length: 2_500 }, (_, at) =>
    at % 10 === 0 ? h(2, `Part ${at}`) : p('word '.repeat(22)),
  )
  const doc = page(...blocks)
  expect(doc.textContent.length).toBeGreaterThan(240_000)
  const started = performance.now()
  expect(headingsOf(doc)).toHaveLength(250)
  expect(performance.now() - started).toBeLessThan(100)
})
