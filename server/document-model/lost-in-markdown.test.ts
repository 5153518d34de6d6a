import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { ROOT } from '#server/contracts/collaboration.ts'
import { hostileBlocks } from '#server/testing/hostile-blocks.ts'
import { lostInMarkdown } from './lost-in-markdown.ts'
import { setAttribute } from './page-content.ts'
import { richElement } from './rich-element.ts'

const of = (name: string, ...children: (Y.XmlElement | Y.XmlText)[]): Y.XmlElement => {
  const element = new Y.XmlElement(name)
  element.insert(0, children)
  return element
}
const p = (text: string): Y.XmlElement => of('paragraph', new Y.XmlText(text))
const bullets = (...parts: Y.XmlElement[]): Y.XmlElement => of('bulletList', of('listItem', p('a'), ...parts))

function lostOf(...elements: Y.XmlElement[]): string[] {
  const doc = new Y.Doc()
  doc.getXmlFragment(ROOT.body).insert(0, elements)
  return lostInMarkdown(doc)
}

test('of a page that comes back whole nothing is said to be lost', () => {
  for (let seed = 0; seed < 50; seed += 1) expect(lostOf(...hostileBlocks(seed).map(richElement))).toEqual([])
})

function merged(): Y.XmlElement {
  const cell = of('tableCell', p('a'))
  setAttribute(cell, 'colspan', 2)
  return of('table', of('tableRow', cell))
}

test.each<[string, () => Y.XmlElement]>([
  ['toggles (as their paragraphs)', () => of('toggle', p('a'))],
  ['dividers', () => of('horizontalRule')],
  ['pictures', () => bullets(of('image'))],
  ['files (but for their names)', () => of('file')],
  ['blocks in entries of lists (but for their words)', () => bullets(p('b'))],
  ['blocks in quotations and callouts (but for their words)', () => of('callout', bullets())],
  ['to-dos below entries (as words)', () => bullets(of('taskList', of('taskItem', p('b'))))],
  ['levels of lists below the fourth', () => bullets(bullets(bullets(bullets(bullets()))))],
  ['merged cells', merged],
])('%s are told', (words, make) => {
  expect(lostOf(p('before'), make())).toEqual([words])
  expect(lostOf(of('jobResult', make()))).toEqual([])
})
