import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { fillPage } from './page-content.ts'
import { sumOfDocument, sumOfPage } from './page-sum.ts'
import { bodyTextOf, titleOf } from './plain-text.ts'

function page(title: string, ...texts: string[]): Y.Doc {
  const doc = new Y.Doc()
  fillPage(
    doc,
    title,
    texts.map((text) => ({ type: 'paragraph', text })),
  )
  return doc
}

test('a page has the sum of what lists hold of it, also where that cannot hold all that was typed', () => {
  for (const doc of [page('Minutes', 'One', 'two'), page('a\0b', 'half \ud800 of a letter'), page('', '')])
    expect(sumOfDocument(doc)).toBe(sumOfPage({ title: titleOf(doc), text: bodyTextOf(doc) }))
  expect(sumOfPage({ title: 'a', text: 'half \ufffd of it' })).toBe(
    sumOfDocument(page('a\0', 'half \ud800 of it')),
  )
})

test('a letter in the title or the body is another sum; white space and where a block ends are not', () => {
  const sum = sumOfDocument(page('Minutes', 'One two'))
  expect(sumOfDocument(page('Minutes', 'One', 'two'))).toBe(sum)
  expect(sumOfDocument(page('Minute', 'One two'))).not.toBe(sum)
  expect(sumOfDocument(page('Minutes', 'One two.'))).not.toBe(sum)
})
