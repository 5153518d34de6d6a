import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { ROOT } from '#server/contracts/collaboration.ts'
import {
  encodeRaw,
  type RawContent,
  type RawId,
  type RawStruct,
} from '#server/testing/door-fuzz/raw-update.ts'
import { type Admission, admitUpdate } from './admit-update.ts'
import { DocumentState, type Owner } from './document-state.ts'
import { ForbiddenContent, MalformedUpdate, parseUpdate } from './parse-update.ts'

const ADA = 'person:ada'
const BOB = 'person:bob'

type Shared = Pick<Y.Text, '_item' | '_start'>

/** A page with a heading (level 2) that holds a text, and a paragraph after it, by client 1; `at` are the ids of its parts. */
function page() {
  const doc = new Y.Doc()
  doc.clientID = 1
  const heading = new Y.XmlElement<{ level: number }>('heading')
  const text = new Y.XmlText()
  const paragraph = new Y.XmlElement('paragraph')
  doc.getText(ROOT.title).insert(0, 'Title')
  doc.getXmlFragment(ROOT.body).insert(0, [heading as Y.XmlElement, paragraph])
  heading.setAttribute('level', 2)
  heading.insert(0, [text])
  text.insert(0, 'words')
  const id = (type: Shared): RawId => type._item?.id ?? { client: 0, clock: 0 }
  const start = (type: Shared): RawId => type._start?.id ?? { client: 0, clock: 0 }
  const at = {
    title: start(doc.getText(ROOT.title)),
    heading: id(heading),
    paragraph: id(paragraph),
    text: id(text),
    letter: start(text),
    level: heading._map.get('level')?.id ?? { client: 0, clock: 0 },
  }
  const state = new DocumentState({ seq: 1, bytes: Y.encodeStateAsUpdate(doc) }, [], new Map([[1, ADA]]))
  return { doc, state, at }
}

function admit(state: DocumentState, bytes: Uint8Array, author: Owner = ADA): Admission {
  const standing = {
    state,
    vector: state.vector,
    ownerOf: (id: number) => state.ownerOf(id),
    speakerOf: () => undefined,
    pending: () => [],
  }
  return admitUpdate(standing, bytes, author)
}

function structs(...list: Omit<Extract<RawStruct, { kind: 'item' }>, 'kind'>[]): Uint8Array {
  const items = list.map((one): RawStruct => ({ kind: 'item', ...one }))
  return encodeRaw({ clients: [{ client: 7, clock: 0, structs: items }], deletes: [] })
}

const LETTERS: RawContent = { ref: 4, text: 'x' }
const BOLD: RawContent = { ref: 6, mark: 'bold', json: '{}' }
const ELEMENT: RawContent = { ref: 7, type: 3, name: 'paragraph' }
const TEXT: RawContent = { ref: 7, type: 6, name: undefined }
const VALUE: RawContent = { ref: 8, values: [3] }

describe('what stands where by its neighbour is judged as where it says so itself', () => {
  type Part = keyof ReturnType<typeof page>['at']
  test.each<[string, RawContent, Part]>([
    ['letters among the blocks of the body', LETTERS, 'heading'],
    ['letters among the children of a block', LETTERS, 'text'],
    ['letters as the value of an attribute', LETTERS, 'level'],
    ['a mark in the title', BOLD, 'title'],
    ['a mark among the blocks of the body', BOLD, 'paragraph'],
    ['an element in the title', ELEMENT, 'title'],
    ['an element among letters', ELEMENT, 'letter'],
    ['an element as the value of an attribute', ELEMENT, 'level'],
    ['a text among the blocks of the body', TEXT, 'heading'],
    ['a text in the title', TEXT, 'title'],
    ['a text in a text', TEXT, 'letter'],
    ['a value among letters', VALUE, 'letter'],
    ['a value among blocks', VALUE, 'heading'],
    ['a value in the title', VALUE, 'title'],
  ])('%s is refused, to the right and to the left', (_title, content, part) => {
    const { state, at } = page()
    expect(() => admit(state, structs({ origin: at[part], content }))).toThrow(ForbiddenContent)
    expect(() => admit(state, structs({ right: at[part], content }))).toThrow(ForbiddenContent)
  })

  test.each<[RawContent, Part]>([
    [LETTERS, 'title'],
    [LETTERS, 'letter'],
    [BOLD, 'letter'],
    [ELEMENT, 'heading'],
    [TEXT, 'text'],
    [VALUE, 'level'],
  ])('%j beside its like (%s) is let in, and Yjs puts it there', (content, part) => {
    const { doc, state, at } = page()
    const bytes = structs({ origin: at[part], content })
    expect(admit(state, bytes).kind).toBe('admitted')
    Y.applyUpdate(doc, bytes)
    expect(Y.getState(doc.store, 7)).toBe(1)
  })

  test('a later value is judged by its attribute', () => {
    const { state, at } = page()
    const value = (one: unknown) => structs({ origin: at.level, content: { ref: 8, values: [one] } })
    expect(admit(state, value(4)).kind).toBe('admitted')
    expect(() => admit(state, value(5))).toThrow(ForbiddenContent)
    expect(() => admit(state, value({ level: 4 }))).toThrow(ForbiddenContent)
    expect(() => admit(state, value([1, [2]]))).toThrow(ForbiddenContent)
  })

  test.each<[string, Part, boolean]>([
    ['level', 'heading', true],
    ['onclick', 'heading', false],
    ['__proto__', 'heading', false],
    ['level', 'text', false],
  ])('remains of an attribute %j of the %s: let in is %s', (key, part, isLetIn) => {
    const { state, at } = page()
    const remains = structs({ parent: at[part], key, content: { ref: 1, length: 1 } })
    if (isLetIn) expect(admit(state, remains).kind).toBe('admitted')
    else expect(() => admit(state, remains)).toThrow(ForbiddenContent)
  })

  // Found by the simulation (seed 899 of its first version): such a client was sent away for good.
  test('values that were overwritten, and joined by a client that keeps what is deleted, are judged each by itself', () => {
    const { state, at } = page()
    const values = (list: unknown[], deleted: number) => {
      const item: RawStruct = { kind: 'item', origin: at.level, content: { ref: 8, values: list } }
      const deletes = [{ client: 7, ranges: [{ clock: 0, length: deleted }] }]
      return encodeRaw({ clients: [{ client: 7, clock: 0, structs: [item] }], deletes })
    }
    expect(admit(state, values([4, 1, 3], 3)).kind).toBe('admitted')
    expect(() => admit(state, values([4, 5, 3], 3))).toThrow(ForbiddenContent)
    // Not all of them were overwritten: readers could come to keep different ones.
    expect(() => admit(state, values([4, 1, 3], 2))).toThrow(ForbiddenContent)
    const keeps = new Y.Doc({ gc: false })
    const heading = new Y.XmlElement<{ level: number }>('heading')
    keeps.getXmlFragment(ROOT.body).insert(0, [heading as Y.XmlElement])
    for (const level of [1, 2, 3, 4]) heading.setAttribute('level', level)
    expect(admit(state, Y.encodeStateAsUpdate(keeps)).kind).toBe('admitted')
  })

  test('between neighbours of two places nothing is let in: newcomers would see another page', () => {
    const { state, at } = page()
    const between = structs({ origin: at.letter, right: at.title, content: LETTERS })
    expect(() => admit(state, between)).toThrow(ForbiddenContent)
  })

  test('beside what was deleted and cleaned away, letters are let in, and nobody sees them', () => {
    const { doc, at } = page()
    doc.getXmlFragment(ROOT.body).delete(0, 1)
    const state = new DocumentState({ seq: 1, bytes: Y.encodeStateAsUpdate(doc) }, [], new Map())
    const late = structs({ origin: at.letter, content: LETTERS })
    expect(admit(state, late).kind).toBe('admitted')
    Y.applyUpdate(doc, late)
    expect(doc.getXmlFragment(ROOT.body).toString()).toBe('<paragraph></paragraph>')
  })
})

describe('what Yjs cannot put in any order', () => {
  test.each<[string, RawId]>([
    ['itself', { client: 7, clock: 0 }],
    ['what follows it', { client: 7, clock: 1 }],
  ])('a struct that refers to %s is malformed: Yjs would throw in every browser', (_title, id) => {
    const { doc, state } = page()
    const bytes = structs({ origin: id, content: LETTERS }, { parent: ROOT.title, content: LETTERS })
    expect(() => admit(state, bytes)).toThrow(MalformedUpdate)
    expect(() => Y.applyUpdate(doc, bytes)).toThrow()
  })

  test('client ids that wait for each other are a gap: Yjs would keep them pending, and all that follows them', () => {
    const { doc, state } = page()
    const one = (client: number, other: number, content = LETTERS) => ({
      client,
      clock: 0,
      structs: [{ kind: 'item', origin: { client: other, clock: 0 }, content } satisfies RawStruct],
    })
    const ring = encodeRaw({ clients: [one(9, 8), one(8, 7), one(7, 9)], deletes: [] })
    expect(admit(state, ring).kind).toBe('gap')
    Y.applyUpdate(doc, ring)
    expect(doc.store.pendingStructs).not.toBeNull()
  })

  test('client ids that lean on each other in turn are let in, in whatever order they stand', () => {
    const doc = new Y.Doc()
    const text = doc.getText(ROOT.title)
    for (let n = 0; n < 300; n++) {
      doc.clientID = 100 + (n % 7)
      text.insert(Math.floor(text.length / 2), `${n}`)
    }
    const state = new DocumentState(undefined, [], new Map())
    expect(admit(state, Y.encodeStateAsUpdate(doc)).kind).toBe('admitted')
  })
})

test('what is known already is cut out of an update before it is judged and stored', () => {
  const { doc, state } = page()
  doc.getText(ROOT.title).insert(5, ' and more')
  const whole = Y.encodeStateAsUpdate(doc)
  const admission = admit(state, whole)
  if (admission.kind !== 'admitted') throw new Error(admission.kind)
  expect(admission.update.bytes.length).toBeLessThan(30)
  const { ranges } = parseUpdate(admission.update.bytes)
  expect(ranges).toEqual([{ client: 1, from: state.vector.get(1), to: Y.getState(doc.store, 1) }])
  const fresh = page().doc
  Y.applyUpdate(fresh, admission.update.bytes)
  expect(fresh.getText(ROOT.title).toString()).toBe('Title and more')
})

test('another story about what is known is not stored', () => {
  const { state } = page()
  const known = state.vector.get(1) ?? 0
  const other: RawStruct = {
    kind: 'item',
    parent: ROOT.title,
    content: { ref: 4, text: 'y'.repeat(known + 2) },
  }
  const admission = admit(
    state,
    encodeRaw({ clients: [{ client: 1, clock: 0, structs: [other] }], deletes: [] }),
  )
  if (admission.kind !== 'admitted') throw new Error(admission.kind)
  expect(admission.update.parsed.items).toMatchObject([
    { clock: known, length: 2, origin: { clock: known - 1 } },
  ])
})

describe('a client id belongs to the account that brought it', () => {
  test('another account may say again what is known of it, and no more', () => {
    const { doc, state } = page()
    const whole = Y.encodeStateAsUpdate(doc)
    expect(admit(state, whole, BOB).kind).toBe('known')
    doc.getText(ROOT.title).insert(0, 'more')
    expect(admit(state, Y.encodeStateAsUpdate(doc), BOB).kind).toBe('foreign')
    expect(admit(state, Y.encodeStateAsUpdate(doc), ADA).kind).toBe('admitted')
  })

  test('what another account adds under an id of its own is let in, beside all that is known', () => {
    const { doc, state } = page()
    const bobs = new Y.Doc()
    bobs.clientID = 2
    Y.applyUpdate(bobs, Y.encodeStateAsUpdate(doc))
    bobs.getText(ROOT.title).insert(0, 'Bob: ')
    const admission = admit(state, Y.encodeStateAsUpdate(bobs), BOB)
    if (admission.kind !== 'admitted') throw new Error(admission.kind)
    expect(admission.update).toMatchObject({ clientId: 2, claims: [2] })
    expect(admission.update.parsed.ranges).toEqual([{ client: 2, from: 0, to: 5 }])
  })
})

test('updates of version 2 are not let in', () => {
  const { doc } = page()
  const state = new DocumentState(undefined, [], new Map())
  expect(() => admit(state, Y.encodeStateAsUpdateV2(doc))).toThrow()
})

test('an update that leaves out what came before is a gap, whatever else it holds', () => {
  const { doc, state } = page()
  doc.getText(ROOT.title).insert(0, 'lost')
  const before = Y.encodeStateVector(doc)
  doc.getText(ROOT.title).insert(4, ' and sent')
  const rest = Y.encodeStateAsUpdate(doc, before)
  expect(admit(state, rest).kind).toBe('gap')
  expect(admit(state, structs({ origin: { client: 99, clock: 0 }, content: VALUE })).kind).toBe('gap')
  expect(
    admit(state, encodeRaw({ clients: [], deletes: [{ client: 1, ranges: [{ clock: 0, length: 9_999 }] }] }))
      .kind,
  ).toBe('gap')
})
