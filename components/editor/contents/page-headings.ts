import type { Node } from '@tiptap/pm/model'

export type Heading = { level: number; text: string; position: number }

const TEXT_MAX = 200

// A document never changes, each edit makes another one: what was found in it stays true, and is asked at every scroll.
const found = new WeakMap<Node, readonly Heading[]>()

/** The headings of a page with words in them, in order. Those of a result that nobody accepted are none of the page's. */
export function headingsOf(doc: Node): readonly Heading[] {
  const known = found.get(doc)
  if (known) return known
  const headings: Heading[] = []
  doc.descendants((node, position) => {
    if (node.type.name === 'heading') {
      const text = node.textContent.replace(/\s+/g, ' ').trim().slice(0, TEXT_MAX)
      if (text !== '') headings.push({ level: Number(node.attrs.level), text, position })
    }
    return !node.isTextblock && node.type.name !== 'jobResult'
  })
  found.set(doc, headings)
  return headings
}

/** True when a list of these headings would look the same, wherever they stand now. */
export function sameHeadings(a: readonly Heading[], b: readonly Heading[]): boolean {
  return a.length === b.length && a.every((one, at) => one.level === b[at]?.level && one.text === b[at]?.text)
}

/** How far each heading is indented: by the levels above it that the page uses, so that a page from `###` on starts at the left. */
export function indents(headings: readonly Heading[]): number[] {
  const above: number[] = []
  return headings.map(({ level }) => {
    while (above.length > 0 && (above.at(-1) ?? 0) >= level) above.pop()
    above.push(level)
    return above.length - 1
  })
}

/** The last of `count` headings that begins above a line, found by halving; -1 when all begin below it. */
export function lastAbove(count: number, topOf: (index: number) => number, line: number): number {
  let low = 0
  let high = count - 1
  let last = -1
  while (low <= high) {
    const middle = (low + high) >> 1
    if (topOf(middle) <= line) {
      last = middle
      low = middle + 1
    } else high = middle - 1
  }
  return last
}
