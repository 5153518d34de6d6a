import * as Y from 'yjs'
import { ROOT } from '#server/contracts/collaboration.ts'
import type { ProcessResult } from '#server/contracts/processing.ts'
import { acceptedParts } from './accepted-parts.ts'
import { fillResult } from './fill-result.ts'
import { freshPlace } from './fresh-place.ts'
import { gapBlocks } from './gap-blocks.ts'
import type { JobResultAttributes } from './job-result-node.ts'
import { setAttribute } from './page-content.ts'
import { resultBlocks } from './result-blocks.ts'
import { needsPictures, richElement } from './rich-element.ts'

export type ResultPlace = {
  /** The image or file that the result was made from. */
  afterAttachmentId?: string | undefined
  /** What the result leaves out of its text; it stands at its head as a quotation of its own, and is accepted with it. */
  gap?: string | undefined
  /** The place that was asked for: what counts where the job is about neither a passage nor a file that stands in the page. */
  behind?: string | undefined
  /** Tasks whose pending result this one comes in place of; what was accepted of theirs stays before it. */
  inPlaceOf?: readonly string[]
}

/**
 * Puts a job's result into the page as a block to accept or reject: where the job wrote its draft, else in place of the pending
 * result of an earlier try, else right behind the block in which the passage ends that it was made of, or after the image or file
 * it was made from, else at the place that was asked for, otherwise at the end. An earlier try goes in any case.
 * Returns false, and changes nothing, when the page already holds the result of this task.
 */
export function appendJobResult(
  doc: Y.Doc,
  attributes: JobResultAttributes,
  result: ProcessResult,
  { afterAttachmentId, behind, gap, inPlaceOf = [] }: ResultPlace = {},
): boolean {
  const body = doc.getXmlFragment(ROOT.body)
  const draft = findResult(body, [attributes.taskId])
  if (draft && !isUnfinished(draft)) return false
  doc.transact(() => {
    const element = draft ?? new Y.XmlElement('jobResult')
    for (const [name, value] of Object.entries(attributes))
      if (value !== null && value !== undefined) setAttribute(element, name, value)
      else if (draft) draft.removeAttribute(name)
    const content = [...gapBlocks(gap), ...resultBlocks(result)]
    if (content.some(needsPictures)) setAttribute(element, 'pictures', true)
    if (draft) {
      removeTwinDrafts(body, draft)
      draft.removeAttribute('phase')
      fillResult(draft, content)
    } else element.insert(0, content.map(richElement))
    const earlier = findResult(body, inPlaceOf)
    if (earlier) replaceResult(earlier, draft ? [] : [element])
    else if (!draft)
      body.insert(freshPlace(doc, { afterAttachmentId, behind, passage: attributes.passage }), [element])
  })
  return true
}

/** True when the page holds a block of this task, whole or not. */
export function hasJobResult(doc: Y.Doc, taskId: string): boolean {
  return findResult(doc.getXmlFragment(ROOT.body), [taskId]) !== undefined
}

/** True for what holds no whole result: a draft, or what is left of one. */
export function isUnfinished(result: Y.XmlElement): boolean {
  return typeof result.getAttribute('phase') === 'string'
}

/** True for what says that its job still writes it. */
export function isWriting(result: Y.XmlElement): boolean {
  return result.getAttribute('phase') === 'writing'
}

type Holder = Y.XmlElement | Y.XmlFragment

/** The pending result of one of these tasks, wherever in the page it was moved. */
export function findResult(body: Y.XmlFragment, taskIds: readonly string[]): Y.XmlElement | undefined {
  return findResults(body, taskIds)[0]
}

/** All of them: two people who move a block at once leave it twice. Walks without recursion. */
export function findResults(body: Y.XmlFragment, taskIds: readonly string[]): Y.XmlElement[] {
  const found: Y.XmlElement[] = []
  const open: Holder[] = taskIds.length > 0 ? [body] : []
  for (let holder = open.pop(); holder; holder = open.pop())
    for (const child of holder.toArray()) {
      if (!(child instanceof Y.XmlElement)) continue
      if (child.nodeName !== 'jobResult') open.push(child)
      else if (taskIds.includes(String(child.getAttribute('taskId')))) found.push(child)
    }
  return found
}

/** Removes drafts of the task beside the one that goes on: they would say for ever that somebody writes. */
export function removeTwinDrafts(body: Y.XmlFragment, draft: Y.XmlElement): void {
  for (const twin of findResults(body, [String(draft.getAttribute('taskId'))]))
    if (twin !== draft && isUnfinished(twin) && twin.parent instanceof Y.XmlFragment)
      twin.parent.delete(twin.parent.toArray().indexOf(twin), 1)
}

function replaceResult(earlier: Y.XmlElement, later: readonly Y.XmlElement[]): void {
  const holder = earlier.parent
  if (!(holder instanceof Y.XmlFragment)) return
  const at = holder.toArray().indexOf(earlier)
  holder.insert(at, [...acceptedParts(earlier).map((part) => part.clone()), ...later])
  holder.delete(holder.toArray().indexOf(earlier), 1)
}
