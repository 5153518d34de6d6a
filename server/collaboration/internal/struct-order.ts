import type { ParsedItem, ParsedUpdate, StructId } from './parse-update.ts'

/** The items of one client, of which those before `next` are placed. */
type Queue = { items: ParsedItem[]; next: number; waiting: Map<number, Queue[]> | undefined }

/**
 * The items of an update in an order in which each follows all that it refers to, as Yjs finds one when it applies the update.
 * Undefined when there is none: items of several clients that wait for each other would stay in Yjs' pending structs for
 * good. Takes time in proportion to the items.
 */
export function inOrder({ items, ranges }: ParsedUpdate): ParsedItem[] | undefined {
  if (ranges.length <= 1) return items
  const queues = new Map<number, Queue>()
  for (const item of items) {
    const queue = queues.get(item.client)
    if (queue) queue.items.push(item)
    else queues.set(item.client, { items: [item], next: 0, waiting: undefined })
  }
  const ordered: ParsedItem[] = []
  const ready = [...queues.values()]
  for (let queue = ready.pop(); queue; queue = ready.pop()) {
    for (let item = queue.items[queue.next]; item; item = queue.items[queue.next]) {
      if (waits(queue, item, queues)) break
      ordered.push(item)
      const woken = queue.waiting?.get(queue.next)
      if (woken) ready.push(...woken)
      queue.next++
    }
  }
  return ordered.length === items.length ? ordered : undefined
}

/** True, and entered with whom it waits for, when something that the item refers to is not placed yet. */
function waits(
  queue: Queue,
  { client, origin, right, parent }: ParsedItem,
  queues: Map<number, Queue>,
): boolean {
  for (const id of [origin, right, typeof parent === 'object' ? parent : undefined]) {
    if (!id || id.client === client) continue
    const other = queues.get(id.client)
    const index = other ? holder(other.items, id) : -1
    // What stands before the update's own structs is in the document.
    if (!other || index < other.next) continue
    other.waiting ??= new Map()
    const waiting = other.waiting.get(index)
    if (waiting) waiting.push(queue)
    else other.waiting.set(index, [queue])
    return true
  }
  return false
}

/** Index of the item that holds a clock; -1 when all of them follow it. */
function holder(items: readonly ParsedItem[], { clock }: StructId): number {
  let low = -1
  let high = items.length - 1
  while (low < high) {
    const middle = (low + high + 1) >>> 1
    if ((items[middle]?.clock ?? 0) <= clock) low = middle
    else high = middle - 1
  }
  return low
}
