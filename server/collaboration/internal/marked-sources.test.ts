import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { ROOT } from '#server/contracts/collaboration.ts'
import { newId } from '#server/platform/ids.ts'
import { markedSources } from './marked-sources.ts'
import { parseUpdate } from './parse-update.ts'

const [ONE, OTHER] = [newId(), newId()]

/** What the update of an edit to a page with one line and one picture marks. */
function marked(edit: (text: Y.XmlText, image: Y.XmlElement) => void): string[] {
  const doc = new Y.Doc()
  const [paragraph, text, image] = [
    new Y.XmlElement('paragraph'),
    new Y.XmlText('some words'),
    new Y.XmlElement('image'),
  ]
  paragraph.insert(0, [text])
  doc.getXmlFragment(ROOT.body).insert(0, [paragraph, image])
  const before = Y.encodeStateVector(doc)
  doc.transact(() => edit(text, image))
  return markedSources(parseUpdate(Y.encodeStateAsUpdate(doc, before)))
}

test('words and pictures that are marked name their source, each once', () => {
  const sources = marked((text, image) => {
    text.format(0, 4, { provenance: { taskId: ONE } })
    text.format(6, 2, { provenance: { taskId: ONE } })
    image.setAttribute('fromTask', OTHER)
  })
  expect(sources.sort()).toEqual([ONE, OTHER].sort())
})

test('a source that takes the place of another is named too', () => {
  const sources = marked((_, image) => {
    image.setAttribute('fromTask', ONE)
    image.setAttribute('fromTask', OTHER)
  })
  expect(sources).toContain(OTHER)
})

test.each<[string, (text: Y.XmlText, image: Y.XmlElement) => void]>([
  ['typing', (text) => text.insert(3, 'x')],
  ['another mark', (text) => text.format(0, 4, { bold: {} })],
  ['a mark that is taken away', (text) => text.format(0, 4, { provenance: null })],
  ['a mark of something that is no id', (text) => text.format(0, 4, { provenance: { taskId: 'gpt-99' } })],
  ['another attribute, whatever id it holds', (_, image) => image.setAttribute('attachmentId', ONE)],
  ['a deletion', (text) => text.delete(0, 4)],
])('%s names none', (_, edit) => {
  expect(marked(edit)).toEqual([])
})
