/** One replacement in a text: at `index`, `remove` UTF-16 units go and `insert` comes. */
export type TextEdit = { index: number; remove: number; insert: string }

/**
 * The smallest edit that turns `before` into `after`. Where several are equally small ("aa" to "aaa"), the one that ends at
 * `caret`, the place of the caret in `after`: others' carets then stay where they were. Undefined when nothing changed.
 */
export function smallestEdit(before: string, after: string, caret: number): TextEdit | undefined {
  if (before === after) return undefined
  const most = Math.min(before.length, after.length)
  let end = 0
  const endMost = Math.min(most, Math.max(0, after.length - caret))
  while (end < endMost && before[before.length - 1 - end] === after[after.length - 1 - end]) end++
  let start = 0
  while (start < most - end && before[start] === after[start]) start++
  // The caret was a hint only: what is equal beyond it stays as well.
  while (end < most - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++
  // Half of a surrogate pair is no text: Yjs would store a replacement character for it.
  if (start > 0 && isHighSurrogate(before, start - 1)) start--
  if (end > 0 && isLowSurrogate(before, before.length - end)) end--
  return { index: start, remove: before.length - end - start, insert: after.slice(start, after.length - end) }
}

/** Where a caret stands after a change made by others, given as a Yjs delta. Text inserted at the caret itself goes after it. */
export function moveCaret(
  caret: number,
  delta: readonly { retain?: number; insert?: unknown; delete?: number }[],
): number {
  let at = 0
  let moved = caret
  for (const part of delta) {
    if (part.retain !== undefined) at += part.retain
    else if (typeof part.insert === 'string') {
      if (at < moved) moved += part.insert.length
      at += part.insert.length
    } else if (part.delete !== undefined) {
      if (at < moved) moved -= Math.min(part.delete, moved - at)
    }
  }
  return moved
}

function isHighSurrogate(text: string, index: number): boolean {
  return (text.charCodeAt(index) & 0xfc00) === 0xd800
}

function isLowSurrogate(text: string, index: number): boolean {
  return (text.charCodeAt(index) & 0xfc00) === 0xdc00
}
