import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { seededRandom, writePage } from '#server/testing/random-page.ts'
import { ForbiddenContent, MalformedUpdate, parseUpdate } from './parse-update.ts'

/** What Yjs itself reads from an update, in the shape of ours. */
function byYjs(update: Uint8Array) {
  const { structs, ds } = Y.decodeUpdate(update)
  const ranges: { client: number; from: number; to: number }[] = []
  for (const { id, length } of structs) {
    const last = ranges.at(-1)
    if (last?.client === id.client) last.to = id.clock + length
    else ranges.push({ client: id.client, from: id.clock, to: id.clock + length })
  }
  const deletes = [...ds.clients].map(([client, items]) => [
    client,
    items.map(({ clock, len }) => ({ clock, length: len })),
  ])
  return { ranges, deletes }
}

function ours(update: Uint8Array) {
  const { ranges, deletes } = parseUpdate(update)
  return { ranges, deletes: [...deletes] }
}

/** Time of this thread on a processor: what others do on a busy machine must not look like a stall. */
function cpuMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

test('reads from real edits what Yjs reads: every clock and every deletion', () => {
  const random = seededRandom(1)
  const doc = new Y.Doc()
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  for (let i = 0; i < 400; i++) {
    if (i % 50 === 0) doc.clientID = 1 + Math.floor(random() * 1e9)
    writePage(doc, random)
  }
  for (const update of [...updates, Y.encodeStateAsUpdate(doc), Y.mergeUpdates(updates.slice(0, 60))])
    expect(ours(update)).toEqual(byYjs(update))
  expect(updates.length).toBeGreaterThan(300)
})

test.each(['plain', 'caf\u00e9', '\ufeffmark', 'a\u{1f600}b', '\u{1f600}', '\u4e2d\u6587 and plain', ''])(
  'counts the letters of "%s" as Yjs does',
  (text) => {
    const doc = new Y.Doc()
    doc.getText('title').insert(0, `x${text}`)
    const update = Y.encodeStateAsUpdate(doc)
    expect(ours(update)).toEqual(byYjs(update))
  },
)

describe('refuses in under a millisecond', () => {
  test.each([
    ['seven bytes that declare millions of structs', [1, 0xff, 0xff, 0xff, 0x7f, 1, 0]],
    ['millions of clients', [0xff, 0xff, 0xff, 0x7f, 1]],
    ['an endless number', Array<number>(40).fill(0xff)],
    ['nothing', []],
    ['bytes after the end', [0, 0, 0]],
    ['a client twice', [2, 1, 1, 0, 0, 1, 1, 1, 1, 0, 1, 0]],
    ['a struct without a length', [1, 1, 1, 0, 0, 0, 0]],
    ['text that is longer than the bytes', [1, 1, 1, 0, 4, 1, 5, ...Buffer.from('title'), 0xff, 0xff, 3, 0]],
    ['text that is not UTF-8', [1, 1, 1, 0, 4, 1, 5, ...Buffer.from('title'), 2, 0xc3, 0x28, 0]],
  ])('%s', (_title, bytes) => {
    const update = Uint8Array.from(bytes)
    expect(() => parseUpdate(update)).toThrow(MalformedUpdate)
    const began = performance.now()
    for (let i = 0; i < 100; i++) expect(() => parseUpdate(update)).toThrow()
    expect((performance.now() - began) / 100).toBeLessThan(1)
  })

  test.each([
    ['a document in the document', (doc: Y.Doc) => doc.getMap('body').set('x', new Y.Doc())],
    ['a map', (doc: Y.Doc) => doc.getArray('body').insert(0, [new Y.Map()])],
    ['bytes', (doc: Y.Doc) => doc.getArray('body').insert(0, [new Uint8Array(3)])],
    ['an embed', (doc: Y.Doc) => doc.getText('title').insertEmbed(0, { image: 'x' })],
    ['10,001 values', (doc: Y.Doc) => doc.getArray('body').insert(0, Array<number>(10_001).fill(1))],
  ])('%s', (_title, edit) => {
    const doc = new Y.Doc()
    edit(doc)
    expect(() => parseUpdate(Y.encodeStateAsUpdate(doc))).toThrow(ForbiddenContent)
  })
})

test('never reads beyond its view, whatever lengths are declared', () => {
  const neighbour = Buffer.from('a secret of somebody else that lies behind the frame')
  const bytes = [1, 1, 1, 0, 4, 1, 5, ...Buffer.from('title'), 30]
  const shared = new Uint8Array([...bytes, ...neighbour])
  expect(() => parseUpdate(shared.subarray(0, bytes.length))).toThrow(MalformedUpdate)
})

test('what it lets pass Yjs reads alike, under 20,000 mutations', () => {
  const random = seededRandom(2)
  const doc = new Y.Doc()
  for (let i = 0; i < 30; i++) writePage(doc, random)
  const seeds = [Y.encodeStateAsUpdate(doc)]
  doc.on('update', (update: Uint8Array) => seeds.push(update))
  for (let i = 0; i < 30; i++) writePage(doc, random)
  let passed = 0
  let slowest = 0
  for (let i = 0; i < 20_000; i++) {
    const seed = seeds[Math.floor(random() * seeds.length)] ?? new Uint8Array()
    const mutated = seed.slice(0, random() < 0.2 ? Math.floor(random() * seed.length) : seed.length)
    for (let flips = Math.ceil(random() * 3); flips > 0; flips--)
      mutated[Math.floor(random() * mutated.length)] = Math.floor(random() * 256)
    const began = cpuMs()
    try {
      const parsed = ours(mutated)
      slowest = Math.max(slowest, cpuMs() - began)
      expect(parsed).toEqual(byYjs(mutated))
      passed++
    } catch (error) {
      slowest = Math.max(slowest, cpuMs() - began)
      if (!(error instanceof MalformedUpdate || error instanceof ForbiddenContent)) throw error
    }
  }
  expect(passed).toBeGreaterThan(500)
  expect(slowest).toBeLessThan(100)
})
