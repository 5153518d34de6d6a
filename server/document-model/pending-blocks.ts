import * as Y from 'yjs'
import { ROOT } from '#server/contracts/collaboration.ts'
import { readPending } from './generated-text.ts'
import { pushAll } from './push-all.ts'
import type { Stretch } from './stretches.ts'

/** A result in a page that nobody has settled, as it stands there: anybody who may write in the page could have made it. */
export type PendingBlock = {
  sourceId: string
  stretches: readonly Stretch[]
  /** The clients that brought its words and pictures. */
  clients: ReadonlySet<number>
  /** What it says of who writes, and the clients that brought that. */
  writer: { provider: unknown; model: unknown; clients: ReadonlySet<number> }
}

/** The pending results of a page in its order; at most `most`. Walks without recursion. */
export function readPendingBlocks(doc: Y.Doc, most: number): PendingBlock[] {
  const found: PendingBlock[] = []
  const open: unknown[] = doc.getXmlFragment(ROOT.body).toArray().toReversed()
  for (let node = open.pop(); node && found.length < most; node = open.pop()) {
    if (!(node instanceof Y.XmlElement)) continue
    if (node.nodeName === 'jobResult') found.push(blockOf(node))
    else pushAll(open, node.toArray().toReversed())
  }
  return found
}

function blockOf(result: Y.XmlElement): PendingBlock {
  const sourceId = String(result.getAttribute('taskId'))
  return {
    sourceId,
    stretches: readPending(result, sourceId),
    clients: clientsIn(result),
    writer: {
      provider: result.getAttribute('provider'),
      model: result.getAttribute('model'),
      clients: new Set(['provider', 'model'].flatMap((name) => authorOf(result, name))),
    },
  }
}

/** Who brought letters that stand there, which mentions and which pictures. Marks do not count: accepting a part sets one. */
function clientsIn(result: Y.XmlElement): Set<number> {
  const clients = new Set<number>()
  const open: unknown[] = result.toArray()
  for (let node = open.pop(); node; node = open.pop()) {
    if (node instanceof Y.XmlText) {
      for (let item = node._start; item; item = item.right)
        if (!item.deleted && item.countable) clients.add(item.id.client)
    } else if (node instanceof Y.XmlElement) {
      for (const client of authorsOf(node)) clients.add(client)
      pushAll(open, node.toArray())
    }
  }
  return clients
}

/** Who brought what an element says of itself, where that is read as its words. */
function authorsOf(element: Y.XmlElement): number[] {
  if (element.nodeName !== 'mention') return authorOf(element, 'attachmentId')
  const placed = element._item ? [element._item.id.client] : []
  return [...placed, ...['kind', 'targetId', 'label'].flatMap((name) => authorOf(element, name))]
}

function authorOf(element: Y.XmlElement, attribute: string): number[] {
  const item = element._map.get(attribute)
  return item && !item.deleted ? [item.id.client] : []
}
