import * as Y from 'yjs'

/**
 * A document's whole state as one text, alike for all documents that are alike: Yjs may cut the same run of letters at
 * different places, and may or may not have let go of what stood in a deleted text. So every letter stands for itself here,
 * with its neighbours at birth, and what is deleted is deleted.
 */
export function canonicalState(doc: Y.Doc): string {
  const parts: string[] = []
  const clients = [...doc.store.clients.keys()].sort((a, b) => a - b)
  for (const client of clients) {
    parts.push(`#${client}`)
    for (const struct of doc.store.clients.get(client) ?? []) {
      if (struct instanceof Y.GC || !(struct instanceof Y.Item)) parts.push('-'.repeat(struct.length))
      else if (struct.deleted) parts.push('-'.repeat(struct.length))
      else parts.push(...unitsOf(struct))
    }
  }
  const pending = doc.store.pendingStructs !== null || doc.store.pendingDs !== null
  return `${parts.join('')}${pending ? ' with something pending' : ''}`
}

function unitsOf(item: Y.Item): string[] {
  const { content, id } = item
  const right = idText(item.rightOrigin)
  const place = `${parentText(item)}${item.parentSub ?? ''}`
  const letters = content instanceof Y.ContentString ? [...content.str.split('')] : [contentText(content)]
  return letters.map((letter, index) => {
    const origin = index === 0 ? idText(item.origin) : `${id.client}.${id.clock + index - 1}`
    return `(${letter}|${origin}|${right}|${place})`
  })
}

function contentText(content: Y.Item['content']): string {
  if (content instanceof Y.ContentType)
    return `type ${content.type instanceof Y.XmlElement ? content.type.nodeName : 'text'}`
  if (content instanceof Y.ContentFormat) return `format ${content.key}=${JSON.stringify(content.value)}`
  return JSON.stringify(content.getContent())
}

function parentText({ parent }: Y.Item): string {
  if (parent instanceof Y.AbstractType) return parent._item ? idText(parent._item.id) : 'root'
  return String(parent)
}

function idText(id: Y.ID | null): string {
  return id === null ? '' : `${id.client}.${id.clock}`
}
