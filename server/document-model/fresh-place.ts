import * as Y from 'yjs'
import { ROOT } from '#server/contracts/collaboration.ts'
import { findNamed, topIndexOf } from './passage.ts'
import { indexOfPlace } from './relative-place.ts'

/** What a result is about in its page, and where it was asked for. */
export type AskedPlace = {
  /** The name of a passage of the page. */
  passage?: string | null | undefined
  /** The image or file that the result is made from. */
  afterAttachmentId?: string | null | undefined
  /** The place that was asked for. */
  behind?: string | null | undefined
}

/** Where a block goes, at the top level of the page, whose job has written nothing there yet: how many blocks come before it. */
export function freshPlace(doc: Y.Doc, asked: AskedPlace): number {
  return placeAsked(doc, asked) ?? endOfPage(doc)
}

/**
 * Right behind the block in which the passage ends, else behind the file, else at the place that was asked for, whichever the page
 * has first of these: how many blocks come before it. Undefined where it has none.
 */
export function placeAsked(
  doc: Y.Doc,
  { passage, afterAttachmentId, behind }: AskedPlace,
): number | undefined {
  const body = doc.getXmlFragment(ROOT.body)
  return (
    placeBehind(doc, passage) ??
    placeOfFile(body.toArray(), afterAttachmentId) ??
    (typeof behind === 'string' ? indexOfPlace(body, behind) : undefined)
  )
}

/** How many blocks come before the empty paragraphs at the end of the page: those are where people go on typing. */
export function endOfPage(doc: Y.Doc): number {
  const blocks = doc.getXmlFragment(ROOT.body).toArray()
  let end = blocks.length
  while (end > 1) {
    const last = blocks[end - 1]
    if (!(last instanceof Y.XmlElement) || last.nodeName !== 'paragraph' || last.length > 0) break
    end--
  }
  return end
}

function placeOfFile(
  blocks: readonly unknown[],
  attachmentId: string | null | undefined,
): number | undefined {
  const outermost = blocks.findIndex((block) => holdsFile(block, attachmentId))
  return outermost === -1 ? undefined : outermost + 1
}

/** Whether the image or file stands there, or in what it holds: a list, a toggle, a cell of a table. */
function holdsFile(block: unknown, attachmentId: string | null | undefined): boolean {
  if (typeof attachmentId !== 'string' || !(block instanceof Y.XmlElement)) return false
  return (
    ((block.nodeName === 'image' || block.nodeName === 'file') &&
      block.getAttribute('attachmentId') === attachmentId) ||
    block.toArray().some((inner) => holdsFile(inner, attachmentId))
  )
}

/** Right behind the passage's block, wherever that has been moved to; undefined when nothing of it is left. */
function placeBehind(doc: Y.Doc, passage: string | null | undefined): number | undefined {
  const found = findNamed(doc, passage)
  const top = found ? topIndexOf(doc.getXmlFragment(ROOT.body), found.span.to) : -1
  return top === -1 ? undefined : top + 1
}
