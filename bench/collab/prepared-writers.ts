import * as Y from 'yjs'

/** Somebody who types one letter after the other into a paragraph of their own, with every update made beforehand. */
export type Writer = {
  clientId: number
  /** Makes the paragraph. */
  opening: Uint8Array
  /** The clock of the first letter; edit number n has the clock `firstClock + n`. */
  firstClock: number
  edits: Uint8Array[]
}

type Prepared = Writer & { text: Y.XmlText }

const prepared: Prepared[] = []

/** The same writers for whoever asks, with at least `editsEach` edits: every contestant gets the same bytes. */
export function prepareWriters(count: number, editsEach: number): readonly Writer[] {
  while (prepared.length < count) prepared.push(newWriter(1000 + prepared.length))
  for (const { edits, text } of prepared.slice(0, count)) {
    const onUpdate = (update: Uint8Array): void => void edits.push(update)
    text.doc?.on('update', onUpdate)
    while (edits.length < editsEach) text.insert(text.length, 'w')
    text.doc?.off('update', onUpdate)
  }
  return prepared.slice(0, count)
}

function newWriter(clientId: number): Prepared {
  const doc = new Y.Doc()
  doc.clientID = clientId
  const paragraph = new Y.XmlElement('paragraph')
  const text = new Y.XmlText('b')
  paragraph.insert(0, [text])
  doc.getXmlFragment('body').insert(0, [paragraph])
  const opening = Y.encodeStateAsUpdate(doc)
  return { clientId, opening, firstClock: Y.getState(doc.store, clientId), edits: [], text }
}
