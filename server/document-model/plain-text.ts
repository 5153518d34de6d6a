import * as Y from 'yjs'
import { ROOT } from '#server/contracts/collaboration.ts'

/** The title of a page, with white space made single. */
export function titleOf(doc: Y.Doc): string {
  return doc.getText(ROOT.title).toString().replace(/\s+/g, ' ').trim()
}

/**
 * The text of a page's body: blocks apart by an empty line, lines of one block by a newline. Results that nobody has accepted
 * are left out: a job must not feed on another job's proposal. Walks without recursion, so depth cannot exhaust the stack.
 */
export function bodyTextOf(doc: Y.Doc): string {
  const blocks: string[] = []
  const open: (Y.XmlElement | Y.XmlText | Y.XmlHook)[] = children(doc.getXmlFragment(ROOT.body))
  while (open.length > 0) {
    const next = open.shift()
    if (!(next instanceof Y.XmlElement) || next.nodeName === 'jobResult') continue
    const inner = next.toArray()
    if (inner.some((child) => child instanceof Y.XmlText)) blocks.push(inlineText(inner))
    else open.unshift(...inner)
  }
  return blocks.filter((block) => block.trim() !== '').join('\n\n')
}

function children(fragment: Y.XmlFragment): (Y.XmlElement | Y.XmlText | Y.XmlHook)[] {
  return fragment.toArray()
}

function inlineText(nodes: readonly unknown[]): string {
  return nodes
    .map((node) => {
      if (node instanceof Y.XmlText) return textOf(node)
      return node instanceof Y.XmlElement && node.nodeName === 'hardBreak' ? '\n' : ''
    })
    .join('')
}

/** The characters alone: `toString()` of an XmlText would write its marks as tags. */
function textOf(node: Y.XmlText): string {
  let text = ''
  for (const part of node.toDelta() as { insert?: unknown }[])
    if (typeof part.insert === 'string') text += part.insert
  return text
}
