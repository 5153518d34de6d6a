import * as Y from 'yjs'
import { ROOT } from '#server/contracts/collaboration.ts'
import type { DocumentBlock } from '#server/contracts/document-blocks.ts'
import type { ProcessResult } from '#server/contracts/processing.ts'
import { fillResult } from './fill-result.ts'
import { freshPlace } from './fresh-place.ts'
import {
  appendJobResult,
  findResult,
  findResults,
  isUnfinished,
  isWriting,
  type ResultPlace,
  removeTwinDrafts,
} from './job-result-block.ts'
import type { JobResultAttributes } from './job-result-node.ts'
import { setAttribute } from './page-content.ts'
import { pushAll } from './push-all.ts'

/** What a job has written so far, and who writes for it. */
export type JobDraft = {
  taskId: string
  kind: string
  provider: string | null
  model: string | null
  /** Absent before the first word: then what an attempt before wrote stays until there is one. */
  blocks?: readonly DocumentBlock[] | undefined
}

/**
 * Shows in the page what a job has written so far, in a block that grows. The block is made where the result will stand, behind
 * an earlier try of the job, and holds that place from then on, whatever is written around it. Words of an
 * attempt before are gone on with or replaced, never doubled. Returns false, and changes nothing, when the block of this task is
 * no draft, or when there is none and `isNew` is not set: then somebody removed it.
 */
export function showJobDraft(
  doc: Y.Doc,
  { taskId, kind, provider, model, blocks }: JobDraft,
  { isNew, inPlaceOf = [], ...place }: ResultPlace & { isNew: boolean; passage?: string | null },
): boolean {
  const body = doc.getXmlFragment(ROOT.body)
  const found = findResult(body, [taskId])
  if (found ? !isUnfinished(found) : !isNew) return false
  doc.transact(() => {
    const element = found ?? new Y.XmlElement('jobResult')
    if (found) removeTwinDrafts(body, found)
    const shown = { taskId, kind, provider, model, degraded: false, phase: 'writing' }
    for (const [name, value] of Object.entries(shown))
      if (value !== null && (!found || found.getAttribute(name) !== value)) setAttribute(element, name, value)
    if (!found) {
      const earlier = findResult(body, inPlaceOf)
      if (earlier?.parent instanceof Y.XmlFragment)
        earlier.parent.insert(earlier.parent.toArray().indexOf(earlier) + 1, [element])
      else body.insert(freshPlace(doc, place), [element])
    }
    if (blocks || !found) fillResult(element, blocks ?? [])
  })
  return true
}

/**
 * Ends a draft that no result will follow: what was written stays, to accept or reject; a block without words goes, and so does a
 * draft beside the whole result of its task.
 */
export function endJobDraft(doc: Y.Doc, taskId: string, phase: 'stopped' | 'failed'): void {
  const body = doc.getXmlFragment(ROOT.body)
  const results = findResults(body, [taskId])
  const draft = results.find(isWriting)
  const holder = draft?.parent
  if (!draft || !(holder instanceof Y.XmlFragment)) return
  const whole = results.find((result) => !isUnfinished(result))
  doc.transact(() => {
    removeTwinDrafts(body, whole ?? draft)
    if (whole) return
    if (hasWords(draft)) return setAttribute(draft, 'phase', phase)
    holder.delete(holder.toArray().indexOf(draft), 1)
    // A page, and whatever else holds a block, keeps at least one line.
    if (holder.length === 0) holder.insert(0, [new Y.XmlElement('paragraph')])
  })
}

/**
 * Makes a draft whose job has ended well what the job gave: somebody brought it back, or moved it, after the result had come. Changes
 * nothing where no block says that this task still writes it.
 */
export function finishJobDraft(
  doc: Y.Doc,
  attributes: JobResultAttributes,
  result: ProcessResult,
  { gap }: Pick<ResultPlace, 'gap'>,
): void {
  const { taskId } = attributes
  const results = findResults(doc.getXmlFragment(ROOT.body), [taskId])
  if (!results.some(isWriting)) return
  if (results.every(isUnfinished)) appendJobResult(doc, attributes, result, { gap })
  else endJobDraft(doc, taskId, 'stopped')
}

function hasWords(element: Y.XmlElement): boolean {
  const open: unknown[] = [element]
  for (let node = open.pop(); node; node = open.pop())
    if (node instanceof Y.XmlText) {
      if (
        node.toDelta().some(({ insert }: { insert: unknown }) => typeof insert === 'string' && insert.trim())
      )
        return true
    } else if (node instanceof Y.XmlElement) pushAll(open, node.toArray())
  return false
}
