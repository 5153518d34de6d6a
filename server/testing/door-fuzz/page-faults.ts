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
 * True when an update that `doc` has taken in names neighbours that cannot have stood side by side: the right one before the
 * left one, or each with a neighbour of its own in between. No editor makes such; Yjs then decides by what it has merged
 * meanwhile, so that two readers may see words in another order.
 */
export function hasForgedNeighbours(doc: Y.Doc, update: Uint8Array): boolean {
  return Y.decodeUpdate(update).structs.some((struct) => {
    if (!(struct instanceof Y.Item) || (!struct.origin && !struct.rightOrigin)) return false
    const placed = Y.getItem(doc.store, struct.id)
    if (!(placed instanceof Y.Item) || placed.parentSub !== null) return false
    const at = positionsBeside(placed)
    const left = struct.origin ? at(struct.origin) : Number.NEGATIVE_INFINITY
    const right = struct.rightOrigin ? at(struct.rightOrigin) : Number.POSITIVE_INFINITY
    const [before, after] = [originOf(doc, struct.rightOrigin), rightOf(doc, struct.origin)]
    return left >= right || (before !== null && left < at(before)) || (after !== null && at(after) < right)
  })
}

/** Where an id stands in the list of an item, by the letters before it; those that are deleted count too. */
function positionsBeside(item: Y.Item): (id: Y.ID) => number {
  let first = item
  while (first.left) first = first.left
  return ({ client, clock }) => {
    let before = 0
    for (let one: Y.Item | null = first; one; one = one.right) {
      if (one.id.client === client && one.id.clock <= clock && clock < one.id.clock + one.length)
        return before + clock - one.id.clock
      before += one.length
    }
    return Number.NaN // cleaned away, with the list that it stood in
  }
}

function originOf(doc: Y.Doc, id: Y.ID | null): Y.ID | null {
  if (!id) return null
  const item = Y.getItem(doc.store, id)
  if (!(item instanceof Y.Item)) return null
  return id.clock > item.id.clock ? Y.createID(id.client, id.clock - 1) : item.origin
}

function rightOf(doc: Y.Doc, id: Y.ID | null): Y.ID | null {
  const item = id && Y.getItem(doc.store, id)
  return item instanceof Y.Item ? item.rightOrigin : null
}
