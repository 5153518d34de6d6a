import { ROOT } from '#server/contracts/collaboration.ts'
import { isAllowedAttribute, isAllowedFormat, NODE_VOCABULARY } from '#server/document-model/vocabulary.ts'
import { DEPTH_MAX, DepthIndex } from './depth-index.ts'
import { ForbiddenContent, type ParsedItem, type StructId } from './parse-update.ts'

/** An attribute of an element; the element's name is unknown when the element itself is long deleted. */
type Attribute = { node: string | undefined; key: string }

const TEXT_NODE = '#text'
const REMAINS_MAX = 1_000
const ATTRIBUTE_NAMES = new Set([...NODE_VOCABULARY.values()].flatMap((rules) => Object.keys(rules)))

/**
 * Which item of a document is which element or attribute. Yjs writes the name of an attribute only when it is set first:
 * later values refer to the earlier one, so that a rule about values needs to know what came before.
 */
export class ContentIndex {
  readonly #elements = new Map<number, Map<number, string>>()
  readonly #attributes = new Map<number, Map<number, Attribute>>()
  readonly depths = new DepthIndex()

  element(id: StructId): string | undefined {
    return this.#elements.get(id.client)?.get(id.clock)
  }

  attribute(id: StructId): Attribute | undefined {
    return this.#attributes.get(id.client)?.get(id.clock)
  }

  /** Takes in the items of an update that follows those taken in before; `known` is the document that the update is for. */
  add(items: readonly ParsedItem[], known?: () => ContentIndex): void {
    this.depths.add(items, known && (() => known().depths))
    for (const item of items) {
      const name = elementName(item)
      if (name !== undefined) put(this.#elements, item, name)
    }
    const resolve = attributeResolver(items, this)
    for (const item of items) {
      const attribute = resolve(item)
      if (attribute) put(this.#attributes, item, attribute)
    }
  }
}

/**
 * Throws `ForbiddenContent` unless everything in the items may stand in a page: root names, elements, attributes with their
 * values, marks with theirs. `known` is asked for only when an item refers to something outside of the update.
 */
export function checkContent(items: readonly ParsedItem[], known: () => ContentIndex): void {
  if (items.length === 0) return
  const own = new ContentIndex()
  own.add(items, known)
  const lookUp: Lookup = {
    element: (id) => own.element(id) ?? known().element(id),
    attribute: (id) => own.attribute(id) ?? known().attribute(id),
  }
  const resolve = attributeResolver(items, lookUp)
  for (const item of items) {
    checkItem(item, resolve, lookUp)
    if (item.content.kind === 'element' && (own.depths.of(item) ?? 0) > DEPTH_MAX)
      throw new ForbiddenContent(`elements nested more than ${DEPTH_MAX} deep`)
  }
}

function checkItem(
  item: ParsedItem,
  resolve: (item: ParsedItem) => Attribute | undefined,
  lookUp: Lookup,
): void {
  const { content, parent, key } = item
  if (typeof parent === 'string') checkRoot(parent, item)
  if (key !== undefined && content.kind !== 'value' && content.kind !== 'deleted')
    throw new ForbiddenContent(`${content.kind} as attribute ${shown(key)}`)
  switch (content.kind) {
    case 'element':
      if (!NODE_VOCABULARY.has(content.name)) throw new ForbiddenContent(`element ${shown(content.name)}`)
      return
    case 'text':
      checkInText(item, lookUp)
      return
    case 'format':
      checkInText(item, lookUp)
      if (!isAllowedFormat(content.mark, content.value))
        throw new ForbiddenContent(`mark ${shown(content.mark)}`)
      return
    case 'value':
      checkNamed(item, lookUp)
      checkValue(content.value, resolve(item))
      return
  }
}

function checkRoot(root: string, { content, key }: ParsedItem): void {
  const fits =
    (root === ROOT.title && content.kind === 'text') || (root === ROOT.body && content.kind === 'element')
  if (
    key !== undefined ||
    !(fits || ((root === ROOT.title || root === ROOT.body) && content.kind === 'deleted'))
  )
    throw new ForbiddenContent(`${content.kind} in ${shown(root)}`)
}

/** Letters and marks stand in texts: right in an element, where editors expect texts, they would break every reader's page. */
function checkInText({ content, parent }: ParsedItem, lookUp: Lookup): void {
  if (typeof parent !== 'object') return
  const node = lookUp.element(parent)
  if (node !== undefined && node !== TEXT_NODE)
    throw new ForbiddenContent(`${content.kind} right in ${shown(node)}`)
}

/** A value is one of an attribute: by its own words, or because it follows an earlier value. Among children it is as above. */
function checkNamed({ key, origin }: ParsedItem, lookUp: Lookup): void {
  const isChild = origin === undefined || lookUp.element(origin) !== undefined
  if (key === undefined && isChild) throw new ForbiddenContent('value that is no attribute')
}

function checkValue(value: unknown, attribute: Attribute | undefined): void {
  if (attribute?.node !== undefined) {
    if (isAllowedAttribute(attribute.node, attribute.key, value)) return
    throw new ForbiddenContent(`value of ${attribute.node}.${shown(attribute.key)}`)
  }
  // The element was deleted and cleaned away while its author was offline: nobody will see the value, and the author's
  // other edits must not be lost for it.
  if (attribute && !ATTRIBUTE_NAMES.has(attribute.key))
    throw new ForbiddenContent(`attribute ${shown(attribute.key)}`)
  const simple = value === null || ['string', 'number', 'boolean'].includes(typeof value)
  if (!simple || String(value).length > REMAINS_MAX) throw new ForbiddenContent('value of a deleted element')
}

type Lookup = {
  element(id: StructId): string | undefined
  attribute(id: StructId): Attribute | undefined
}

/** Tells which attribute an item sets, by its own words or by following origins through the update, each visited once. */
function attributeResolver(
  items: readonly ParsedItem[],
  lookUp: Lookup,
): (item: ParsedItem) => Attribute | undefined {
  const local = new Map<string, ParsedItem>()
  for (const item of items) if (item.content.kind === 'value') local.set(`${item.client}:${item.clock}`, item)
  const found = new Map<ParsedItem, Attribute | undefined>()
  return (start) => {
    const path: ParsedItem[] = []
    let item: ParsedItem | undefined = start
    let attribute: Attribute | undefined
    while (item !== undefined) {
      if (found.has(item)) {
        attribute = found.get(item)
        break
      }
      // Two items that name each other as origin would never end; the first entry breaks such a ring.
      found.set(item, undefined)
      path.push(item)
      if (item.key !== undefined) {
        const node = typeof item.parent === 'object' ? lookUp.element(item.parent) : undefined
        attribute = { node, key: item.key }
        break
      }
      const origin: StructId | undefined = item.origin
      if (origin === undefined) break
      const next = local.get(`${origin.client}:${origin.clock}`)
      if (!next) attribute = lookUp.attribute(origin)
      item = next
    }
    for (const visited of path) found.set(visited, attribute)
    return attribute
  }
}

function elementName({ content }: ParsedItem): string | undefined {
  if (content.kind === 'element') return content.name
  return content.kind === 'shared-text' ? TEXT_NODE : undefined
}

function put<T>(map: Map<number, Map<number, T>>, { client, clock }: StructId, value: T): void {
  const known = map.get(client)
  if (known) known.set(clock, value)
  else map.set(client, new Map([[clock, value]]))
}

/** Names from outside go into log lines and reasons short, and quoted. */
function shown(name: string): string {
  return JSON.stringify(name.slice(0, 40))
}
