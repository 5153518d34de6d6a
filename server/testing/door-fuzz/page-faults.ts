import * as Y from 'yjs'
import { ROOT } from '#server/contracts/collaboration.ts'
import { isAllowedAttribute, isAllowedFormat, NODE_VOCABULARY } from '#server/document-model/vocabulary.ts'

const DEPTH_MAX = 100

/** What of a document no page may hold, as a reader's Yjs sees it; looked for by other means than those of the door. */
export function pageFaults(doc: Y.Doc): string[] {
  const faults: string[] = []
  for (const name of doc.share.keys())
    if (name !== ROOT.title && name !== ROOT.body) faults.push(`root ${name}`)
  textFaults(doc.getText(ROOT.title), faults, false)
  const body = doc.getXmlFragment(ROOT.body)
  if (body._map.size > 0) faults.push('an attribute of the body')
  for (const child of body.toArray())
    if (child instanceof Y.XmlElement) elementFaults(child, 1, faults)
    else faults.push('something else than an element right in the body')
  return faults
}

function elementFaults(element: Y.XmlElement, depth: number, faults: string[]): void {
  const name = element.nodeName
  if (!NODE_VOCABULARY.has(name)) faults.push(`element ${name}`)
  if (depth > DEPTH_MAX) faults.push(`depth ${depth}`)
  for (const [key, value] of Object.entries(element.getAttributes()))
    if (!isAllowedAttribute(name, key, value)) faults.push(`attribute ${name}.${key} = ${typeof value}`)
  for (const child of element.toArray())
    if (child instanceof Y.XmlText) textFaults(child, faults, true)
    else if (child instanceof Y.XmlElement) elementFaults(child, depth + 1, faults)
    else faults.push(`something else than nodes in ${name}`)
}

function textFaults(text: Y.Text, faults: string[], mayHaveMarks: boolean): void {
  if (text._map.size > 0) faults.push('an attribute of a text')
  for (const { insert, attributes } of text.toDelta()) {
    if (typeof insert !== 'string') faults.push('something else than letters in a text')
    for (const [mark, value] of Object.entries(attributes ?? {}))
      if (!mayHaveMarks || !isAllowedFormat(mark, value)) faults.push(`mark ${mark}`)
  }
}

/**
 * What people see of a page: equal for two documents exactly when they look the same, marks aside unless asked for. Yjs takes
 * marks away that it finds without effect, by how updates were grouped; so marks are compared only where the grouping is one.
 */
export function pageContent(doc: Y.Doc, marks = true): string {
  const text = (one: Y.Text): unknown =>
    marks
      ? one.toDelta()
      : one
          .toDelta()
          .map(({ insert }: { insert: unknown }) => insert)
          .join('')
  const nodes = (parent: Y.XmlFragment): unknown[] => parent.toArray().map(node)
  const node = (one: unknown): unknown => {
    if (one instanceof Y.XmlElement) return [one.nodeName, sorted(one.getAttributes()), nodes(one)]
    return one instanceof Y.XmlText ? text(one) : String(one)
  }
  return JSON.stringify([text(doc.getText(ROOT.title)), nodes(doc.getXmlFragment(ROOT.body))])
}

function sorted(attributes: object): [string, unknown][] {
  return Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1))
}

/**
 * True when an update that `doc` has taken in names neighbours of which the right one stands before the left one. No editor
 * makes such; Yjs then decides by what it has merged meanwhile, so that two readers may see the words in another order.
 */
export function hasForgedNeighbours(doc: Y.Doc, update: Uint8Array): boolean {
  return Y.decodeUpdate(update).structs.some((struct) => {
    if (!(struct instanceof Y.Item) || !struct.origin || !struct.rightOrigin) return false
    const left = Y.getItem(doc.store, struct.origin)
    const right = Y.getItem(doc.store, struct.rightOrigin)
    if (!(left instanceof Y.Item && right instanceof Y.Item)) return false
    if (left === right) return struct.origin.clock >= struct.rightOrigin.clock
    for (let at: Y.Item | null = left.right; at; at = at.right) if (at === right) return false
    return true
  })
}
