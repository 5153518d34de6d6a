import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { ROOT } from '#server/contracts/collaboration.ts'
import { blockName, nameOfElement, readBlockName, topIndexOfName } from './block-name.ts'
import { appendContribution, countContributions } from './contribution-block.ts'
import { blockElement, type TextBlock } from './page-content.ts'

function pageOf(...blocks: TextBlock[]): { doc: Y.Doc; body: Y.XmlFragment } {
  const doc = new Y.Doc()
  const body = doc.getXmlFragment(ROOT.body)
  body.insert(0, blocks.map(blockElement))
  return { doc, body }
}

function elementAt(body: Y.XmlFragment, ...path: number[]): Y.XmlElement {
  let found: unknown = body
  for (const at of path) found = found instanceof Y.XmlFragment ? found.get(at) : undefined
  if (!(found instanceof Y.XmlElement)) throw new Error('no element there')
  return found
}
const nameAt = (body: Y.XmlFragment, ...path: number[]) => nameOfElement(elementAt(body, ...path)) ?? ''
const paragraph = (text: string): TextBlock => ({ type: 'paragraph', text })

describe('the name of a block', () => {
  test('says who made it and his how-manieth act it was, with a number of its words', () => {
    const name = blockName({ client: 4_294_967_295, clock: 35 }, 'words')
    expect(readBlockName(name)).toEqual({ client: 4_294_967_295, clock: 35, sum: name.split('-')[3] })
    expect(readBlockName(blockName({ client: 1, clock: 2 }, ''))?.sum).toBeUndefined()
  })

  test.each([
    '',
    'block-',
    'block-1',
    'block-1-2-3-4',
    'block-A-1',
    'block-1-2 ',
    '../block-1-2',
    `block-${'1'.repeat(12)}-1`,
  ])('“%s” is none', (name) => {
    expect(readBlockName(name)).toBeUndefined()
  })

  test('stays while its words change, and means the block of the top level in which it stands', () => {
    const { body } = pageOf(paragraph('one'), { type: 'bulletList', items: ['two', 'three'] })
    const [first, inner] = [nameAt(body, 0), nameAt(body, 1, 1)]
    const text = elementAt(body, 0).get(0)
    if (text instanceof Y.XmlText) text.insert(0, 'more than ')
    expect([topIndexOfName(body, first), topIndexOfName(body, inner)]).toEqual([0, 1])
  })

  test('is found by its words where a move wrote the block anew, and nowhere when it is gone', () => {
    const { body } = pageOf(paragraph('one'), paragraph('two'))
    const name = nameAt(body, 0)
    body.delete(0, 1)
    expect(topIndexOfName(body, name)).toBeUndefined()
    body.insert(1, [blockElement(paragraph('one'))])
    expect(topIndexOfName(body, name)).toBe(1)
  })

  test('of a block without words means that block alone', () => {
    const { body } = pageOf({ type: 'horizontalRule' }, { type: 'horizontalRule' })
    const name = nameAt(body, 1)
    expect(topIndexOfName(body, name)).toBe(1)
    body.delete(1, 1)
    expect(topIndexOfName(body, name)).toBeUndefined()
  })
})

describe('a contribution in a page', () => {
  const blocks = [{ type: 'paragraph' as const, content: [{ text: 'added' }] }]

  test('comes before the empty lines at the end, where people go on typing', () => {
    const { doc, body } = pageOf(paragraph('one'), paragraph(''))
    expect(appendContribution(doc, { id: 'a', blocks, place: { at: 'end' } })).toBe(true)
    expect(body.toArray().map((node) => node instanceof Y.XmlElement && node.nodeName)).toEqual([
      'paragraph',
      'jobResult',
      'paragraph',
    ])
  })

  test('goes behind no block that another contribution only offers', () => {
    const { doc, body } = pageOf(paragraph('one'))
    appendContribution(doc, { id: 'a', blocks, place: { at: 'end' } })
    const offered = nameAt(body, 1, 0)
    expect(appendContribution(doc, { id: 'b', blocks, place: { at: 'after', block: offered } })).toBe(false)
    expect(countContributions(doc)).toBe(1)
  })

  test('is counted wherever it was moved, and a result of a job is none', () => {
    const { doc, body } = pageOf({ type: 'callout', kind: 'note', text: 'around' })
    appendContribution(doc, { id: 'a', blocks, place: { at: 'end' } })
    elementAt(body, 0).insert(1, [elementAt(body, 1).clone()])
    const job = new Y.XmlElement('jobResult')
    job.setAttribute('kind', 'summarise')
    body.push([job])
    expect(countContributions(doc)).toBe(2)
  })
})
