import { ROOT } from '#server/contracts/collaboration.ts'
import { isAllowedAttribute, isAllowedFormat, NODE_VOCABULARY } from '#server/document-model/vocabulary.ts'
import { ForbiddenContent, type ParsedItem, type ParsedUpdate } from './parse-update.ts'
import { type Place, PlaceIndex } from './place-index.ts'

/** Elements inside elements; fifty lists in lists. Editors read a page by recursion, and thousands would end every one. */
export const DEPTH_MAX = 100

const REMAINS_MAX = 1_000
const ATTRIBUTE_NAMES = new Set([...NODE_VOCABULARY.values()].flatMap((rules) => Object.keys(rules)))

/**
 * Throws `ForbiddenContent` unless everything in the items may stand where it is put: root names, elements and how deep they
 * are, texts, attributes with their values, marks with theirs. `items` follow what they refer to (`inOrder`) and hold nothing
 * that the document has; `known` is the document, asked for only when there is something to place.
 */
export function checkContent(items: readonly ParsedItem[], known: () => PlaceIndex): void {
  if (items.length === 0) return
  // A letter, by far the most there is, is followed by nothing that could stand beside it.
  const places = items.length === 1 ? known() : new PlaceIndex(known())
  for (const item of items) {
    const place = places.placeOf(item)
    checkNeighbours(item, places)
    if (typeof item.parent === 'string') checkRoot(item.parent, item)
    checkItem(item, place)
    if (items.length > 1) places.put(item, place)
  }
}

/**
 * Several values in one struct are earlier ones of an attribute, which Yjs joins for clients that keep what is deleted: all of
 * them are deleted by the update itself. Any others would be a list, of which readers might keep different parts.
 */
export function checkJoinedValues(items: readonly ParsedItem[], deletes: ParsedUpdate['deletes']): void {
  for (const { client, clock, length, content } of items) {
    if (content.kind !== 'values' || length === 1) continue
    const all = deletes.get(client) ?? []
    if (!all.some((range) => range.clock <= clock && clock + length <= range.clock + range.length))
      throw new ForbiddenContent(`${length} values`)
  }
}

/**
 * Both neighbours stand in the same place. Of two places one may be cleaned away some day, and with it, for newcomers alone,
 * what named both: they would see another page than everybody else.
 */
function checkNeighbours({ origin, right }: ParsedItem, places: PlaceIndex): void {
  if (origin && right && places.at(origin) !== places.at(right))
    throw new ForbiddenContent('neighbours that stand in different places')
}

function checkRoot(root: string, { key, content }: ParsedItem): void {
  if (key !== undefined || (root !== ROOT.title && root !== ROOT.body))
    throw new ForbiddenContent(`${content.kind} in ${shown(root)}`)
}

function checkItem({ content, key }: ParsedItem, place: Place | undefined): void {
  switch (content.kind) {
    case 'gone':
      return
    case 'deleted':
      // Remains of a value still tell the name of their attribute.
      if (place?.kind === 'attribute' && !Object.hasOwn(NODE_VOCABULARY.get(place.node) ?? {}, place.key))
        throw new ForbiddenContent(`attribute ${shown(place.key)} of ${place.node}`)
      return
    case 'element':
      if (!NODE_VOCABULARY.has(content.name)) throw new ForbiddenContent(`element ${shown(content.name)}`)
      if (place && place.kind !== 'children') throw misplaced(content.kind, place)
      if (place && place.depth > DEPTH_MAX)
        throw new ForbiddenContent(`elements nested more than ${DEPTH_MAX} deep`)
      return
    case 'shared-text':
      // Right in the body, where editors expect blocks, it would break every reader's page; so would letters in an element.
      if (place && (place.kind !== 'children' || place.node === undefined))
        throw misplaced(content.kind, place)
      return
    case 'text':
      if (place && place.kind !== 'text' && place.kind !== 'title') throw misplaced(content.kind, place)
      return
    case 'format':
      if (place && place.kind !== 'text') throw misplaced(content.kind, place)
      if (!isAllowedFormat(content.mark, content.value))
        throw new ForbiddenContent(`mark ${shown(content.mark)}`)
      return
    case 'values':
      if (!place) checkRemains(content.values, key)
      else if (place.kind !== 'attribute') throw misplaced(content.kind, place)
      else if (!content.values.every((value) => isAllowedAttribute(place.node, place.key, value)))
        throw new ForbiddenContent(`value of ${place.node}.${shown(place.key)}`)
      return
  }
}

/**
 * The element was deleted and cleaned away while its author was offline: nobody will see the value, and the author's other
 * edits must not be lost for it.
 */
function checkRemains(values: readonly unknown[], key: string | undefined): void {
  if (key !== undefined && !ATTRIBUTE_NAMES.has(key)) throw new ForbiddenContent(`attribute ${shown(key)}`)
  for (const one of values.flat())
    if (typeof one === 'bigint' || String(one).length > REMAINS_MAX)
      throw new ForbiddenContent('value of a deleted element')
}

function misplaced(what: string, place: Place): ForbiddenContent {
  const where =
    place.kind === 'attribute'
      ? `${place.node}.${shown(place.key)}`
      : place.kind === 'children'
        ? shown(place.node ?? ROOT.body)
        : `a ${place.kind}`
  return new ForbiddenContent(`${what} right in ${where}`)
}

/** Names from outside go into log lines and reasons short, and quoted. */
function shown(name: string): string {
  return JSON.stringify(name.slice(0, 40))
}
