import * as Y from 'yjs'
import { ROOT } from '#server/contracts/collaboration.ts'
import { MARKLESS } from './from-task.ts'
import { mentionText } from './mention-node.ts'
import { pushAll } from './push-all.ts'
import { type Stretch, StretchReader } from './stretches.ts'

type Place = { node: unknown; taskId: unknown }

/**
 * Reads what of a page says that it came from a job or an agent, in the order of the page, without pending results; without recursion.
 * The browser reads the same of the editor's document (page-stretches.ts).
 */
export function readGenerated(doc: Y.Doc): { words: number; stretches: readonly Stretch[] } {
  return readStretches(doc.getXmlFragment(ROOT.body), undefined)
}

/** What of one pending result names a source of itself: the parts that somebody has accepted. */
export function readAccepted(result: Y.XmlElement): readonly Stretch[] {
  return readStretches(result, undefined).stretches
}

/** All of a pending result, as stretches that name its source whatever marks they have. */
export function readPending(result: Y.XmlElement, sourceId: string): readonly Stretch[] {
  return readStretches(result, sourceId).stretches
}

function readStretches(
  holder: Y.XmlFragment,
  all: string | undefined,
): { words: number; stretches: readonly Stretch[] } {
  const reader = new StretchReader()
  const open: Place[] = placesIn(holder, undefined)
  for (let place = open.pop(); place; place = open.pop()) {
    const { node, taskId } = place
    if (node instanceof Y.XmlText) {
      const delta: { insert?: unknown; attributes?: Record<string, unknown> }[] = node.toDelta()
      for (const { insert, attributes } of delta)
        if (typeof insert === 'string') reader.text(insert, all ?? taskOf(attributes?.provenance) ?? taskId)
      continue
    }
    if (!(node instanceof Y.XmlElement) || node.nodeName === 'jobResult') continue
    if (node.nodeName === 'mention') reader.text(mentionText(node.getAttributes()), all)
    else {
      reader.line()
      const own: unknown = MARKLESS.has(node.nodeName) ? node.getAttribute('fromTask') : undefined
      if (node.nodeName === 'image') reader.picture(node.getAttribute('attachmentId'), all ?? own)
      pushAll(open, placesIn(node, own))
    }
  }
  return reader
}

/** In reverse: the end of the list is taken next. */
function placesIn(holder: Y.XmlFragment, taskId: unknown): Place[] {
  return holder
    .toArray()
    .map((node) => ({ node, taskId }))
    .reverse()
}

function taskOf(mark: unknown): unknown {
  return typeof mark === 'object' && mark !== null && 'taskId' in mark ? mark.taskId : undefined
}
