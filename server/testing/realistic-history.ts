import * as Y from 'yjs'
import { seededRandom } from '#server/testing/random-page.ts'

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

const made = new Map<number, History>()

/**
 * How a long page comes to be: somebody types in runs of some dozen letters, takes back a third of them, jumps to another
 * place, and begins a new paragraph now and then. Seeded: the same bytes in every run, made once in a process.
 */
export function realisticHistory(operations = HISTORY_OPERATIONS): History {
  const known = made.get(operations)
  if (known) return known
  const doc = new Y.Doc()
  doc.clientID = 4242
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => void updates.push(update))
  const body = doc.getXmlFragment('body')
  const random = seededRandom(7)
  const texts: Y.XmlText[] = []
  let letters = 0
  while (updates.length < operations) {
    if (texts.length === 0 || random() < 0.004)
      texts.push(newParagraph(body, Math.floor(random() * (body.length + 1))))
    const text = texts[random() < 0.7 ? texts.length - 1 : Math.floor(random() * texts.length)]
    if (!text) continue
    let at = random() < 0.8 ? text.length : Math.floor(random() * (text.length + 1))
    for (let run = 5 + Math.floor(random() * 50); run > 0 && updates.length < operations; run--, letters++)
      text.insert(at++, 'etaoin shrdlu'[Math.floor(random() * 13)] ?? 'e')
    if (random() >= TAKEN_BACK) continue
    for (
      let run = Math.floor(random() * 60);
      run > 0 && at > 0 && updates.length < operations;
      run--, letters--
    )
      text.delete(--at, 1)
  }
  const history = {
    ...{ updates, letters, clientId: doc.clientID },
    state: Y.encodeStateAsUpdate(doc),
    vector: Y.encodeStateVector(doc),
  }
  made.set(operations, history)
  return history
}

function newParagraph(body: Y.XmlFragment, at: number): Y.XmlText {
  const paragraph = new Y.XmlElement('paragraph')
  const text = new Y.XmlText()
  paragraph.insert(0, [text])
  body.insert(at, [paragraph])
  return text
}
