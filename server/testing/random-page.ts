import * as Y from 'yjs'

/** A generator of numbers from 0 to 1 that gives the same ones for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

const WORDS = ['warp', 'weft', 'é', '漢字', '🧵', ' ', 'loom']

/** One edit of a page such as an editor makes: typing, marks, blocks, attributes, deletions, the title. */
export function writePage(doc: Y.Doc, random: () => number): void {
  const body = doc.getXmlFragment('body')
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)]
  const elements = body.toArray().filter((node) => node instanceof Y.XmlElement)
  const element = pick(elements)
  const text = element?.toArray().find((node) => node instanceof Y.XmlText)
  const word = pick(WORDS) ?? ''
  doc.transact(() => {
    switch (Math.floor(random() * 7)) {
      case 0:
        doc.getText('title').insert(0, word)
        return
      case 1:
        if (elements.length > 3) body.delete(Math.floor(random() * body.length), 1)
        return
      case 2:
        if (text && text.length > 1) text.delete(0, 1 + Math.floor(random() * (text.length - 1)))
        return
      case 3:
        if (text && text.length > 0) text.format(0, 1, random() < 0.5 ? { bold: {} } : { bold: null })
        return
      case 4:
        if (element?.nodeName === 'heading')
          (element as Y.XmlElement<{ level: number }>).setAttribute('level', 1 + Math.floor(random() * 4))
        return
      case 5:
        text?.insert(Math.floor(random() * (text.length + 1)), word)
        return
      default: {
        const block = new Y.XmlElement<{ level: number }>(random() < 0.3 ? 'heading' : 'paragraph')
        if (block.nodeName === 'heading') block.setAttribute('level', 1)
        block.insert(0, [new Y.XmlText(word)])
        body.insert(Math.floor(random() * (body.length + 1)), [block as Y.XmlElement])
      }
    }
  })
}
