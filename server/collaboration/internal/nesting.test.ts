import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { ROOT } from '#server/contracts/collaboration.ts'
import { checkContent, DEPTH_MAX } from './content-rules.ts'
import { ForbiddenContent, parseUpdate } from './parse-update.ts'
import { PlaceIndex } from './place-index.ts'

/** A document whose updates pass the door one by one, as they were made. */
class GuardedPage {
  readonly doc = new Y.Doc()
  readonly #known = new PlaceIndex()

  constructor() {
    this.doc.on('update', (update: Uint8Array) => {
      const parsed = parseUpdate(update)
      checkContent(parsed.items, () => this.#known)
      this.#known.add(parsed)
    })
  }

  get body(): Y.XmlFragment {
    return this.doc.getXmlFragment(ROOT.body)
  }
}

/** Puts a quote into the innermost one, so many times. */
function nest(
  into: Y.XmlFragment,
  levels: number,
  put = (parent: Y.XmlFragment, child: Y.XmlElement) => parent.push([child]),
) {
  let parent = into
  for (let level = 0; level < levels; level++) {
    const child = new Y.XmlElement('blockquote')
    put(parent, child)
    parent = child
  }
}

/** As one update: what a client sends that was away. */
function atOnce(act: (body: Y.XmlFragment) => void): Uint8Array {
  const doc = new Y.Doc()
  doc.transact(() => act(doc.getXmlFragment(ROOT.body)))
  return Y.encodeStateAsUpdate(doc)
}

describe('elements nest as deep as people need and no deeper', () => {
  test('in one update', () => {
    const check = (levels: number) => () =>
      checkContent(parseUpdate(atOnce((body) => nest(body, levels))).items, () => new PlaceIndex())
    expect(check(DEPTH_MAX)).not.toThrow()
    expect(check(DEPTH_MAX + 1)).toThrow(ForbiddenContent)
    expect(check(10_000)).toThrow(ForbiddenContent)
  })

  test('level by level', () => {
    const page = new GuardedPage()
    expect(() => nest(page.body, DEPTH_MAX)).not.toThrow()
    expect(() => nest(new GuardedPage().body, DEPTH_MAX + 1)).toThrow(ForbiddenContent)
  })

  test('beside others, whose level it then is', () => {
    const beside = (parent: Y.XmlFragment, child: Y.XmlElement) => {
      parent.push([new Y.XmlElement('paragraph')])
      parent.push([child])
    }
    expect(() => nest(new GuardedPage().body, DEPTH_MAX, beside)).not.toThrow()
    expect(() => nest(new GuardedPage().body, DEPTH_MAX + 1, beside)).toThrow(ForbiddenContent)
  })

  test('behind what was deleted, which tells no level any more', () => {
    const behind = (parent: Y.XmlFragment, child: Y.XmlElement) => {
      parent.push([new Y.XmlElement('paragraph'), new Y.XmlElement('paragraph')])
      parent.delete(0, 2)
      parent.push([child])
    }
    expect(() => nest(new GuardedPage().body, 2 * DEPTH_MAX, behind)).toThrow(ForbiddenContent)
    const away = atOnce((body) => nest(body, 2 * DEPTH_MAX, behind))
    expect(() => checkContent(parseUpdate(away).items, () => new PlaceIndex())).toThrow(ForbiddenContent)
  })
})

test('a long page is no deep one', () => {
  const page = new GuardedPage()
  for (let line = 0; line < 3_000; line++) page.body.push([new Y.XmlElement('paragraph')])
  for (let line = 0; line < 200; line++) page.body.insert(0, [new Y.XmlElement('paragraph')])
  const away = atOnce((body) =>
    body.push(Array.from({ length: 50_000 }, () => new Y.XmlElement('paragraph'))),
  )
  expect(() => checkContent(parseUpdate(away).items, () => new PlaceIndex())).not.toThrow()
})
