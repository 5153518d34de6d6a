import * as Y from 'yjs'
import { ROOT } from '#server/contracts/collaboration.ts'
import type { DocumentBlock } from '#server/contracts/document-blocks.ts'
import { rewriteContent } from './rewrite-element.ts'
import { richElement } from './rich-element.ts'

/** Makes the content of a block that stands in a page these blocks, by changing only what differs; a block holds at least one. */
export function fillResult(element: Y.XmlElement, blocks: readonly DocumentBlock[]): void {
  const scratch = new Y.Doc()
  const wanted = new Y.XmlElement(element.nodeName)
  const shown: readonly DocumentBlock[] = blocks.length > 0 ? blocks : [{ type: 'paragraph', content: [] }]
  wanted.insert(0, shown.map(richElement))
  // A Yjs type can be read only where it belongs to a document.
  scratch.getXmlFragment(ROOT.body).insert(0, [wanted])
  rewriteContent(element, wanted)
  scratch.destroy()
}
