import * as Y from 'yjs'
import { ROOT } from '#server/contracts/collaboration.ts'
import { LIST_DEPTH_MAX } from '#server/contracts/document-blocks.ts'
import { elementsOf } from './page-runs.ts'

const LISTS = new Set(['bulletList', 'orderedList', 'taskList'])
const ENTRIES = new Set(['listItem', 'taskItem'])
const FRAMES = new Set(['blockquote', 'callout'])
const LOST: Readonly<Record<string, string>> = {
  toggle: 'toggles (as their paragraphs)',
  horizontalRule: 'dividers',
  image: 'pictures',
  file: 'files (but for their names)',
}

/** Where an element stands: how many lists are around it, and what it is a part of. */
type Place = { node: Y.XmlElement; depth: number; around: string; first: boolean }

/**
 * What of a page does not come back when it is written anew, in words for people: what Markdown cannot hold, or has lost by then.
 * Walks without recursion, and leaves out pending results as `readMarkdown` does.
 */
export function lostInMarkdown(doc: Y.Doc): string[] {
  const lost = new Set<string>()
  const top = doc.getXmlFragment(ROOT.body).toArray()
  const open = top.flatMap((node): Place[] =>
    node instanceof Y.XmlElement ? [{ node, depth: 0, around: '', first: true }] : [],
  )
  for (let place = open.pop(); place; place = open.pop()) {
    const { node } = place
    if (node.nodeName === 'jobResult') continue
    for (const words of lostAt(place)) lost.add(words)
    const depth = place.depth + (LISTS.has(node.nodeName) ? 1 : 0)
    for (const [at, child] of elementsOf(node).entries())
      open.push({ node: child, depth, around: node.nodeName, first: at === 0 })
  }
  return [...lost].sort()
}

function lostAt({ node, depth, around, first }: Place): string[] {
  const { nodeName } = node
  const kind = LOST[nodeName]
  const isList = LISTS.has(nodeName)
  const inEntry = ENTRIES.has(around) && (first ? nodeName !== 'paragraph' : !isList)
  const inFrame = FRAMES.has(around) && nodeName !== 'paragraph'
  return [
    ...(kind === undefined ? [] : [kind]),
    ...(inEntry && kind === undefined ? ['blocks in entries of lists (but for their words)'] : []),
    ...(inFrame && kind === undefined ? ['blocks in quotations and callouts (but for their words)'] : []),
    ...(nodeName === 'taskList' && depth > 0 ? ['to-dos below entries (as words)'] : []),
    ...(isList && depth >= LIST_DEPTH_MAX ? ['levels of lists below the fourth'] : []),
    ...(isMerged(node) ? ['merged cells'] : []),
  ]
}

function isMerged(node: Y.XmlElement): boolean {
  return ['colspan', 'rowspan'].some((name) => Number(node.getAttribute(name) ?? 1) > 1)
}
