import * as Y from 'yjs'
import { ROOT } from '#server/contracts/collaboration.ts'
import type { ProcessResult } from '#server/contracts/processing.ts'
import type { JobResultAttributes } from './job-result-node.ts'
import { blockElement, setAttribute, type TextBlock } from './page-content.ts'

/**
 * Puts a job's result into the page as a block to accept or reject: right after the image it was read from when
 * `afterAttachmentId` names one that stands at the top level of the page, otherwise at the end.
 * Returns false, and changes nothing, when the page already holds a block of this task.
 */
export function appendJobResult(
  doc: Y.Doc,
  attributes: JobResultAttributes,
  result: ProcessResult,
  afterAttachmentId?: string,
): boolean {
  const body = doc.getXmlFragment(ROOT.body)
  const blocks = body.toArray()
  if (blocks.some((block) => isElement(block, 'jobResult', 'taskId', attributes.taskId))) return false
  const image = blocks.findIndex((block) => isElement(block, 'image', 'attachmentId', afterAttachmentId))
  doc.transact(() => {
    const element = new Y.XmlElement('jobResult')
    for (const [name, value] of Object.entries(attributes))
      if (value !== null) setAttribute(element, name, value)
    element.insert(0, resultBlocks(result).map(blockElement))
    body.insert(image === -1 ? endOf(blocks) : image + 1, [element])
  })
  return true
}

/** A result as blocks of a page; at least one, since a result may be empty (a blank scan). */
export function resultBlocks(result: ProcessResult): TextBlock[] {
  switch (result.kind) {
    case 'summarise':
      return paragraphs(result.text)
    case 'keywords':
      return result.keywords.length === 0
        ? paragraphs('')
        : [{ type: 'bulletList', items: result.keywords.map(({ term }) => term) }]
    case 'ocr':
      return result.blocks.length === 0
        ? paragraphs(result.text)
        : result.blocks.map(({ text }) => ({ type: 'paragraph', text: oneLine(text) }))
  }
}

function paragraphs(text: string): TextBlock[] {
  return text.split(/\n{2,}/).map((part) => ({ type: 'paragraph', text: oneLine(part) }))
}

/** Line ends of a scan or a model are not meant: the paragraph flows. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
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
