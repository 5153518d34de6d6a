import * as Y from 'yjs'

/** Operations of the history: one letter typed or deleted each. As many, and as many deletions, as in the automerge-paper trace. */
export const HISTORY_OPERATIONS = 260_000
/** How often a run of typing is followed by a run of deleting: then three of ten operations delete. */
const TAKEN_BACK = 0.45

export type History = {
  updates: Uint8Array[]
  state: Uint8Array
  vector: Uint8Array
  letters: number
  clientId: number
}

let made: History | undefined

/**
 * How a long page comes to be: somebody types in runs of some dozen letters, takes back a third of them, jumps to another
 * place, and begins a new paragraph now and then. Seeded: the same bytes in every run.
 */
export function realisticHistory(): History {
  if (made) return made
  const doc = new Y.Doc()
  doc.clientID = 4242
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => void updates.push(update))
  const body = doc.getXmlFragment('body')
  const random = seeded(7)
  const texts: Y.XmlText[] = []
  let letters = 0
  while (updates.length < HISTORY_OPERATIONS) {
    if (texts.length === 0 || random() < 0.004)
      texts.push(newParagraph(body, Math.floor(random() * (body.length + 1))))
    const text = texts[random() < 0.7 ? texts.length - 1 : Math.floor(random() * texts.length)]
    if (!text) continue
    let at = random() < 0.8 ? text.length : Math.floor(random() * (text.length + 1))
    for (
      let run = 5 + Math.floor(random() * 50);
      run > 0 && updates.length < HISTORY_OPERATIONS;
      run--, letters++
    )
      text.insert(at++, 'etaoin shrdlu'[Math.floor(random() * 13)] ?? 'e')
    if (random() >= TAKEN_BACK) continue
    for (
      let run = Math.floor(random() * 60);
      run > 0 && at > 0 && updates.length < HISTORY_OPERATIONS;
      run--, letters--
    )
      text.delete(--at, 1)
  }
  made = {
    ...{ updates, letters, clientId: doc.clientID },
    state: Y.encodeStateAsUpdate(doc),
    vector: Y.encodeStateVector(doc),
  }
  return made
}

function newParagraph(body: Y.XmlFragment, at: number): Y.XmlText {
  const paragraph = new Y.XmlElement('paragraph')
  const text = new Y.XmlText()
  paragraph.insert(0, [text])
  body.insert(at, [paragraph])
  return text
}

// mulberry32, by Tommy Ettinger (public domain).
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}
