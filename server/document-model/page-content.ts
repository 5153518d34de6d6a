import * as Y from 'yjs'
import type { CalloutKind } from '#server/contracts/callout-kinds.ts'
import { ROOT } from '#server/contracts/collaboration.ts'

/** A block of plain text that the server writes into a page. */
export type TextBlock =
  | { type: 'horizontalRule' }
  | { type: 'codeBlock'; text: string; language?: string }
  | { type: 'callout'; kind: CalloutKind; text: string }
  | { type: 'toggle'; heading: string; texts: readonly string[] }
  /** Rows of cells; the first row is the header. Short rows are filled up with empty cells. */
  | { type: 'table'; rows: readonly (readonly string[])[] }
  | { type: 'paragraph'; text: string }
  | { type: 'heading'; text: string; level: 1 | 2 | 3 | 4 }
  | { type: 'bulletList'; items: readonly string[] }
  | { type: 'taskList'; items: readonly { text: string; checked: boolean }[] }
  | { type: 'blockquote'; text: string }

/** Writes title and blocks into an empty page. A page has at least one paragraph, made here and by nobody else: were it left to
 * the editors, each would write its own. */
export function fillPage(doc: Y.Doc, title: string, blocks: readonly TextBlock[]): void {
  doc.transact(() => {
    if (title !== '') doc.getText(ROOT.title).insert(0, title)
    const body = blocks.length > 0 ? blocks : [{ type: 'paragraph', text: '' } as const]
    doc.getXmlFragment(ROOT.body).insert(0, body.map(blockElement))
  })
}

/** Replaces the title by the smallest edit, so that it merges with what others type in it meanwhile. */
export function retitle(doc: Y.Doc, title: string): void {
  const shared = doc.getText(ROOT.title)
  const old = shared.toString()
  let start = 0
  while (start < old.length && start < title.length && old[start] === title[start]) start++
  // Yjs replaces the halves of a character that an edit divides, so the edit keeps to whole ones.
  if (isHighHalf(old.charCodeAt(start - 1))) start--
  let end = 0
  while (
    end < old.length - start &&
    end < title.length - start &&
    old[old.length - 1 - end] === title[title.length - 1 - end]
  )
    end++
  if (isLowHalf(old.charCodeAt(old.length - end))) end--
  doc.transact(() => {
    if (old.length - end > start) shared.delete(start, old.length - end - start)
    if (title.length - end > start) shared.insert(start, title.slice(start, title.length - end))
  })
}

function isHighHalf(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff
}

function isLowHalf(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff
}

/** The shared element of a block. */
export function blockElement(block: TextBlock): Y.XmlElement {
  switch (block.type) {
    case 'paragraph':
      return paragraph(block.text)
    case 'heading': {
      const element = new Y.XmlElement('heading')
      // Yjs types attributes as strings, y-tiptap stores them as the values they are.
      setAttribute(element, 'level', block.level)
      return withText(element, block.text)
    }
    case 'blockquote':
      return withChildren(new Y.XmlElement('blockquote'), [paragraph(block.text)])
    case 'horizontalRule':
      return new Y.XmlElement('horizontalRule')
    case 'codeBlock': {
      const element = new Y.XmlElement('codeBlock')
      if (block.language !== undefined) setAttribute(element, 'language', block.language)
      return withText(element, block.text)
    }
    case 'callout': {
      const element = new Y.XmlElement('callout')
      setAttribute(element, 'kind', block.kind)
      return withChildren(element, [paragraph(block.text)])
    }
    case 'toggle':
      return withChildren(new Y.XmlElement('toggle'), [block.heading, ...block.texts].map(paragraph))
    case 'table':
      return table(block.rows)
    case 'bulletList':
      return withChildren(
        new Y.XmlElement('bulletList'),
        block.items.map((item) => withChildren(new Y.XmlElement('listItem'), [paragraph(item)])),
      )
    case 'taskList':
      return withChildren(
        new Y.XmlElement('taskList'),
        block.items.map(({ text, checked }) => {
          const item = new Y.XmlElement('taskItem')
          setAttribute(item, 'checked', checked)
          return withChildren(item, [paragraph(text)])
        }),
      )
  }
}

function table(rows: readonly (readonly string[])[]): Y.XmlElement {
  const width = Math.max(1, ...rows.map((row) => row.length))
  const filled = rows.length > 0 ? rows : [[]]
  return withChildren(
    new Y.XmlElement('table'),
    filled.map((row, index) =>
      withChildren(
        new Y.XmlElement('tableRow'),
        Array.from({ length: width }, (_, column) => {
          const cell = new Y.XmlElement(index === 0 ? 'tableHeader' : 'tableCell')
          return withChildren(cell, [paragraph(row[column] ?? '')])
        }),
      ),
    ),
  )
}

/** Sets an attribute to a value of any JSON type, as the editor's binding does. */
export function setAttribute(element: Y.XmlElement, name: string, value: string | number | boolean): void {
  ;(element as Y.XmlElement<Record<string, string | number | boolean>>).setAttribute(name, value)
}

function paragraph(text: string): Y.XmlElement {
  return withText(new Y.XmlElement('paragraph'), text)
}

function withText(element: Y.XmlElement, text: string): Y.XmlElement {
  // An empty text node would be one more thing for editors to disagree on.
  return text === '' ? element : withChildren(element, [new Y.XmlText(text)])
}

function withChildren(element: Y.XmlElement, nodes: (Y.XmlElement | Y.XmlText)[]): Y.XmlElement {
  element.insert(0, nodes)
  return element
}
