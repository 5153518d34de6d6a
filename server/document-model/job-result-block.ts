import * as Y from 'yjs'
import { ROOT } from '#server/contracts/collaboration.ts'
import type { DocumentBlock } from '#server/contracts/document-blocks.ts'
import type { ProcessResult } from '#server/contracts/processing.ts'
import type { JobResultAttributes } from './job-result-node.ts'
import { setAttribute } from './page-content.ts'
import { resultBlocks } from './result-blocks.ts'
import { needsPictures, richElement } from './rich-element.ts'

/**
 * Puts a job's result into the page as a block to accept or reject: right after the image or file it was made from when
 * `afterAttachmentId` names one that stands at the top level of the page, otherwise at the end.
 * `gap`, what the result leaves out of its text, stands at its head as a quotation of its own, so that it is accepted with it.
 * Returns false, and changes nothing, when the page already holds a block of this task.
 */
export function appendJobResult(
  doc: Y.Doc,
  attributes: JobResultAttributes,
  result: ProcessResult,
  { afterAttachmentId, gap }: { afterAttachmentId?: string | undefined; gap?: string | undefined } = {},
): boolean {
  const body = doc.getXmlFragment(ROOT.body)
  const blocks = body.toArray()
  if (blocks.some((block) => isElement(block, 'jobResult', 'taskId', attributes.taskId))) return false
  const image = blocks.findIndex((block) =>
    ['image', 'file'].some((name) => isElement(block, name, 'attachmentId', afterAttachmentId)),
  )
  doc.transact(() => {
    const element = new Y.XmlElement('jobResult')
    for (const [name, value] of Object.entries(attributes))
      if (value !== null) setAttribute(element, name, value)
    const content = [...gapBlocks(gap), ...resultBlocks(result)]
    if (content.some(needsPictures)) setAttribute(element, 'pictures', true)
    element.insert(0, content.map(richElement))
    body.insert(image === -1 ? endOf(blocks) : image + 1, [element])
  })
  return true
}

function gapBlocks(gap: string | undefined): DocumentBlock[] {
  return gap === undefined ? [] : [{ type: 'quote', content: [{ text: gap, italic: true }] }]
}

function isElement(block: unknown, name: string, attribute: string, value: string | undefined): boolean {
  return (
    value !== undefined &&
    block instanceof Y.XmlElement &&
    block.nodeName === name &&
    block.getAttribute(attribute) === value
  )
}

/** Before the empty paragraphs at the end of the page: those are where people go on typing. */
function endOf(blocks: readonly unknown[]): number {
  let end = blocks.length
  while (end > 1) {
    const last = blocks[end - 1]
    if (!(last instanceof Y.XmlElement) || last.nodeName !== 'paragraph' || last.length > 0) break
    end--
  }
  return end
}
