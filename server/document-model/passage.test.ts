import { getSchema } from '@tiptap/core'
import { beforeEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { ROOT } from '#server/contracts/collaboration.ts'
import { PassageAnchor, PassageName } from '#server/contracts/text-source.ts'
import { HeadlessEditor } from '#server/testing/headless-editor.ts'
import { bullets, p, within } from '#server/testing/screens/open-editor.ts'
import { clipToPassage } from './clip-to-passage.ts'
import { documentExtensions } from './document-extensions.ts'
import { appendJobResult } from './job-result-block.ts'
import { readMarkdown } from './page-markdown.ts'
import { anchorOfSpan, findNamed, findPassage, topIndexOf } from './passage.ts'
import { lettersOf, PassageWords, placesOfSum, sumOfLetters } from './passage-words.ts'
import { bodyTextOf } from './plain-text.ts'

const schema = getSchema(documentExtensions())
const TASK = '01a0a0a0-0000-7000-8000-000000000001'
const ferry = 'The ferry to Varnholt leaves at nine.'
const heading = { type: 'heading', attrs: { level: 2 }, content: [{ type: 'text', text: 'Harbour news' }] }

let doc: Y.Doc
let editor: HeadlessEditor
beforeEach(() => open(heading, p('Before it.'), p(ferry), p('After it.')))

function open(...content: object[]): void {
  doc = new Y.Doc()
  editor = new HeadlessEditor(schema, doc)
  const page = schema.nodeFromJSON({ type: 'doc', content })
  editor.dispatch(editor.state.tr.replaceWith(0, editor.state.doc.content.size, page.content))
}

const body = (): Y.XmlFragment => doc.getXmlFragment(ROOT.body)

/** The anchor of the words and their sum, as the page has them now. */
function nameOf(words: string): { anchor: string; sum: string } {
  const sum = sumOfLetters(lettersOf(words))
  const all = new PassageWords(body())
  const [at] = placesOfSum(all.letters, sum)
  const span = at === undefined ? undefined : all.spanAt(at, lettersOf(words).length)
  if (!span) throw new Error(`no “${words}”`)
  return { anchor: anchorOfSpan(span), sum }
}

/** What a passage reads like now: its words and whether they are others than they were. */
function now({ anchor, sum }: { anchor: string; sum: string }): [string, boolean] | undefined {
  const found = findPassage(doc, anchor, sum)
  if (!found) return undefined
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  const again = findPassage(copy, anchorOfSpan(found.span), found.sum)
  if (!again) throw new Error('what was found is not found in a copy')
  clipToPassage(copy, again.span)
  return [bodyTextOf(copy), found.changed]
}

describe('a passage is found', () => {
  test('where it was, among blocks and amid a line, whatever is written around it', () => {
    const line = nameOf('ferry to Varnholt')
    const both = nameOf(`Before it. ${ferry}`)
    editor.typeAfter('The ', 'old ')
    editor.typeAfter('Varnholt', ' and Brekke')
    editor.typeAfter('Harbour news', ' today')
    expect(now(line)).toEqual(['ferry to Varnholt', false])
    expect(now(both)).toEqual(['Before it.\n\nThe old ferry to Varnholt and Brekke leaves at nine.', true])
  })

  test('with its marks, mentions, items and cells', () => {
    const ada = { type: 'mention', attrs: { kind: 'person', targetId: TASK, label: 'Ada' } }
    const cell = (text: string): object => within('tableCell', p(text))
    open(
      within('paragraph', { type: 'text', text: 'Ask ' }, ada, { type: 'text', text: ' about it' }),
      bullets('one', 'two', 'three'),
      within('table', within('tableRow', cell('left'), cell('right'))),
    )
    expect(now(nameOf('@Ada about'))).toEqual(['@Ada about', false])
    expect(now(nameOf('two three'))).toEqual(['two\n\nthree', false])
    expect(now(nameOf('three left right'))).toEqual(['three\n\nleft | right', false])
  })

  test('changed, when letters of it are others; not for white space', () => {
    const name = nameOf(ferry)
    editor.typeAfter('ferry', '  ')
    expect(now(name)?.[1]).toBe(false)
    editor.typeAfter('leaves', ' again')
    expect(now(name)).toEqual(['The ferry   to Varnholt leaves again at nine.', true])
  })

  test('the same, when a block is split in it, joined to another, or moved', () => {
    const name = nameOf(ferry)
    const split = (): void => editor.dispatch(editor.state.tr.split(editor.positionOf('to Varnholt')))
    split()
    expect(now(name)).toEqual(['The ferry \n\nto Varnholt leaves at nine.', false])
    editor.dispatch(editor.state.tr.join(editor.positionOf('to Varnholt') - 1))
    expect(now(name)).toEqual([ferry, false])
    editor.dispatch(editor.state.tr.join(editor.positionOf('The ferry') - 1))
    expect(now(name)).toEqual([ferry, false])
    const last = editor.positionOf('After it.') - 1
    const block = editor.state.doc.nodeAt(last)
    if (!block) throw new Error('no last block')
    const { tr } = editor.state
    const joined = editor.state.doc.resolve(editor.positionOf('Before it.'))
    const moved = joined.parent
    tr.delete(joined.before(), joined.after())
    editor.dispatch(tr)
    editor.dispatch(editor.state.tr.insert(editor.state.doc.content.size, moved))
    expect(now(name)).toEqual([ferry, false])
    expect(topIndexOf(body(), findPassage(doc, name.anchor, name.sum)?.span.to ?? fail())).toBe(2)
  })

  test('no longer, when it is removed, although a few of its words stand elsewhere', () => {
    const [name, short] = [nameOf(ferry), nameOf('Before it.')]
    const remove = (words: string): void => {
      const $at = editor.state.doc.resolve(editor.positionOf(words))
      editor.dispatch(editor.state.tr.delete($at.before(), $at.after()))
    }
    remove(ferry)
    expect(now(name)).toBeUndefined()
    remove('Before it.')
    editor.typeAfter('After it.', ' Before it.')
    expect(now(short)).toBeUndefined()
  })

  test('once more after a move only if its words stand in the page once', () => {
    const name = nameOf(ferry)
    const $at = editor.state.doc.resolve(editor.positionOf(ferry))
    const { parent } = $at
    editor.dispatch(editor.state.tr.delete($at.before(), $at.after()))
    editor.dispatch(editor.state.tr.insert(0, parent))
    expect(now(name)).toEqual([ferry, false])
    editor.dispatch(editor.state.tr.insert(0, parent))
    expect(now(name)).toBeUndefined()
  })

  test('never outside of the text of the page: not in its title, in a pending result, or by an anchor that was made up', () => {
    const { sum } = nameOf(ferry)
    const title = doc.getText(ROOT.title)
    title.insert(0, ferry)
    const inTitle = [0, ferry.length].map((at) => hex(Y.createRelativePositionFromTypeIndex(title, at)))
    editor.dispatch(
      editor.state.tr.insert(
        0,
        schema.nodeFromJSON({
          type: 'jobResult',
          attrs: { taskId: TASK, kind: 'improve' },
          content: [p(ferry)],
        }),
      ),
    )
    expect(new PassageWords(body()).letters.match(/ferry/g)).toHaveLength(1)
    const other = new Y.Doc()
    const foreign = hex(Y.createRelativePositionFromTypeIndex(other.getXmlFragment('elsewhere'), 0))
    for (const forged of [
      inTitle.join('.'),
      `${foreign}.${foreign}`,
      '00.00',
      '05.05',
      'fb5e7534d8ea3190cf.e1715f590a16',
      'ffffffffff.ffffffffff',
      'zz.zz',
      '',
    ]) {
      const found = findPassage(doc, forged, sum)
      // By its words it may still be found, where it stands.
      expect(found && topIndexOf(body(), found.span.from)).toBe(3)
      expect(findPassage(doc, forged, sumOfLetters('nowhere'))).toBeUndefined()
    }
    expect([...doc.share.keys()].sort()).toEqual(['body', 'title'])
  })
})

test('names and anchors are what the contracts take, and nothing else is', () => {
  const { anchor, sum } = nameOf(ferry)
  expect(PassageAnchor.safeParse(anchor).success).toBe(true)
  expect(PassageName.safeParse(`${anchor}.${sum}`).success).toBe(true)
  for (const wrong of ['', anchor.slice(1), `${anchor}.`, `${anchor}.<b>`, 'a'.repeat(200), 12])
    expect([PassageAnchor.safeParse(wrong).success, PassageName.safeParse(wrong).success]).toEqual([
      false,
      false,
    ])
})

test('words of one heading or item are read as words, several blocks as what they are', () => {
  open(heading, bullets('one', 'two'), p('last'))
  const read = (words: string): string => {
    const copy = new Y.Doc()
    Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
    const found = findNamed(copy, `${nameOf(words).anchor}.${nameOf(words).sum}`)
    clipToPassage(copy, found?.span ?? fail())
    return readMarkdown(copy).text
  }
  expect(read('Harbour news')).toBe('Harbour news')
  expect(read('two')).toBe('two')
  expect(read('Harbour news one')).toBe('## Harbour news\n\n- one')
})

test('a result stands right behind the block of its passage, and at the end when nothing of that is left', () => {
  const { anchor, sum } = nameOf('Varnholt')
  const job = (passage: string | null, taskId: string) => ({
    ...{ taskId, kind: 'summarise', provider: 'built-in', model: null, confidence: null, cache: 'miss' },
    ...{ degraded: false, passage },
  })
  const result = { kind: 'summarise', text: 'Nine.', sentences: 1 } as const
  appendJobResult(doc, job(`${anchor}.${sum}`, TASK), result)
  appendJobResult(doc, job('00.00.4-a-b', TASK.replace('1', '2')), result)
  expect(editor.outline).toBe(
    `doc(heading("Harbour news"), paragraph("Before it."), paragraph("${ferry}"), jobResult(paragraph("Nine.")), ` +
      'paragraph("After it."), jobResult(paragraph("Nine.")))',
  )
})

const hex = (position: Y.RelativePosition): string =>
  Array.from(Y.encodeRelativePosition(position), (byte) => byte.toString(16).padStart(2, '0')).join('')
function fail(): never {
  throw new Error('not found')
}
