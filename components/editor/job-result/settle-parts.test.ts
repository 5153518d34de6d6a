import { getSchema, type JSONContent } from '@tiptap/core'
import { beforeEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { ROOT } from '#server/contracts/collaboration.ts'
import { documentExtensions } from '#server/document-model/document-extensions.ts'
import { removeOwnTwins } from '#server/document-model/twin-blocks.ts'
import { HeadlessEditor } from '#server/testing/headless-editor.ts'
import { p } from '#server/testing/screens/open-editor.ts'
import { acceptParts, isSettled, rejectParts } from './settle-parts.ts'

const TASK = '01a0a0a0-0000-7000-8000-000000000001'
const schema = getSchema(documentExtensions())
const code = { type: 'codeBlock', content: [{ type: 'text', text: 'x = 1' }] }

/** Two people with the same page, each on a document of their own, who hear of each other when `meet` is called. */
class TwoPeople {
  readonly ada = new Person(1)
  readonly ben = new Person(2)

  constructor(...parts: JSONContent[]) {
    const block = { type: 'jobResult', attrs: { taskId: TASK, kind: 'summarise' }, content: parts }
    const { editor } = this.ada
    const page = schema.nodeFromJSON({ type: 'doc', content: [p('before'), block, p('after')] })
    editor.dispatch(editor.state.tr.replaceWith(0, editor.state.doc.content.size, page.content))
    this.meet()
  }

  meet(): void {
    const { ada, ben } = this
    for (let round = 0; round < 2; round++) {
      const [fromAda, fromBen] = [ada, ben].map(({ doc }) => Y.encodeStateAsUpdate(doc))
      if (fromAda) ben.hear(fromAda)
      if (fromBen) ada.hear(fromBen)
    }
    expect(ada.editor.outline).toBe(ben.editor.outline)
    expect(ada.doc.getXmlFragment(ROOT.body).toString()).toBe(ben.doc.getXmlFragment(ROOT.body).toString())
  }
}

class Person {
  readonly doc = new Y.Doc()
  readonly editor: HeadlessEditor

  constructor(clientId: number) {
    this.doc.clientID = clientId
    this.editor = new HeadlessEditor(schema, this.doc)
  }

  hear(update: Uint8Array): void {
    const body = this.doc.getXmlFragment(ROOT.body)
    const arrived: unknown[] = []
    const listen = (event: Y.YXmlEvent): void => {
      for (const { content } of event.changes.added) arrived.push(...content.getContent())
    }
    body.observe(listen)
    Y.applyUpdate(this.doc, update, 'network')
    body.unobserve(listen)
    removeOwnTwins(body, arrived)
  }

  settle(act: typeof acceptParts, index?: number): boolean {
    const tr = act(this.editor.state, this.editor.state.doc.firstChild?.nodeSize ?? 0, index)
    if (tr) this.editor.dispatch(tr)
    return tr !== undefined
  }
}

const ALL = 'provenance("one")'
let two: TwoPeople
beforeEach(() => {
  two = new TwoPeople(p('one'), p('two'), p('three'))
})

describe('a part of a pending result', () => {
  test('that is accepted stays where it is, marked, until the last is settled; then the frame is gone', () => {
    const { ada } = two
    expect(ada.settle(acceptParts, 1)).toBe(true)
    expect(ada.editor.outline).toContain(
      'jobResult(paragraph("one"), paragraph(provenance("two")), paragraph("three"))',
    )
    expect(ada.settle(rejectParts, 0)).toBe(true)
    expect(ada.settle(acceptParts, 1)).toBe(true)
    expect(ada.editor.outline).toBe(
      'doc(paragraph("before"), paragraph(provenance("two")), paragraph(provenance("three")), paragraph("after"))',
    )
    two.meet()
  })

  test('is settled once: nothing happens to one that was accepted, or is not there', () => {
    const { ada } = two
    ada.settle(acceptParts, 0)
    expect([ada.settle(acceptParts, 0), ada.settle(rejectParts, 0), ada.settle(acceptParts, 9)]).toEqual([
      false,
      false,
      false,
    ])
  })

  test('of the whole, “reject” takes what is left, and keeps what somebody accepted', () => {
    const { ada } = two
    ada.settle(acceptParts, 2)
    ada.settle(rejectParts)
    expect(ada.editor.outline).toBe(
      'doc(paragraph("before"), paragraph(provenance("three")), paragraph("after"))',
    )
  })

  test('rejected to the last leaves nothing, and a page its one line', () => {
    const { ada } = two
    for (let left = 3; left > 0; left--) ada.settle(rejectParts, 0)
    expect(ada.editor.outline).toBe('doc(paragraph("before"), paragraph("after"))')
  })

  test('that takes no marks, a picture or code, names its task in an attribute, through the shared document', () => {
    two = new TwoPeople(p('one'), code)
    two.ben.settle(acceptParts, 1)
    expect(two.ben.editor.outline).toContain('jobResult')
    two.meet()
    two.ada.settle(acceptParts, 0)
    two.meet()
    expect(two.ben.editor.state.doc.child(2).attrs.fromTask).toBe(TASK)
    expect(two.ben.editor.outline).not.toContain('jobResult')
  })
})

describe('two people who settle at once', () => {
  test('different parts: both decisions hold', () => {
    two.ada.settle(acceptParts, 0)
    two.ben.settle(rejectParts, 1)
    two.meet()
    expect(two.ada.editor.outline).toContain(`jobResult(paragraph(${ALL}), paragraph("three"))`)
  })

  test('the last two parts: nobody took the frame, and whoever looks next finds nothing left to decide', () => {
    two.ada.settle(rejectParts, 1)
    two.meet()
    two.ada.settle(acceptParts, 0)
    two.ben.settle(acceptParts, 1)
    two.meet()
    const frame = two.ada.editor.state.doc.child(1)
    expect([frame.type.name, isSettled(frame)]).toEqual(['jobResult', true])
    two.ada.settle(acceptParts)
    two.ben.settle(acceptParts)
    two.meet()
    expect(two.ada.editor.outline).toBe(
      'doc(paragraph("before"), paragraph(provenance("one")), paragraph(provenance("three")), paragraph("after"))',
    )
  })

  test('the whole: it stands there once', () => {
    two.ada.settle(acceptParts)
    two.ben.settle(acceptParts)
    two.meet()
    const { doc } = two.ada.editor.state
    expect([doc.textContent, doc.childCount]).toEqual(['beforeonetwothreeafter', 5])
  })

  test('the whole, and a part of it that is changed at that moment: both stay, no word is lost', () => {
    two.ada.editor.typeAfter('two', ' and a half')
    two.ada.settle(acceptParts)
    two.ben.settle(acceptParts)
    two.meet()
    const text = two.ben.editor.state.doc.textContent
    expect([text.split('one').length, text.split('two').length]).toEqual([2, 3])
    expect(text).toContain('two and a half')
  })

  test('accepted by one and rejected by the other: what was accepted stays, once', () => {
    two.ada.settle(rejectParts)
    two.ben.settle(acceptParts)
    two.meet()
    expect(two.ada.editor.state.doc.textContent).toBe('beforeonetwothreeafter')
  })

  test('copied on purpose afterwards is no twin', () => {
    two.ada.settle(acceptParts)
    two.meet()
    const { editor } = two.ben
    const copied = editor.state.doc.child(1)
    editor.dispatch(editor.state.tr.insert(editor.positionOf('two') - 1, copied))
    two.meet()
    expect(two.ada.editor.state.doc.textContent).toBe('beforeoneonetwothreeafter')
  })
})
