import * as Y from 'yjs'
import { MARKLESS } from './from-task.ts'
import { pushAll } from './push-all.ts'

/** The parts of a pending result that somebody has accepted: their words, or their picture or code, name the task. */
export function acceptedParts(result: Y.XmlElement): Y.XmlElement[] {
  const taskId: unknown = result.getAttribute('taskId')
  return result
    .toArray()
    .filter((part): part is Y.XmlElement => part instanceof Y.XmlElement && isAccepted(part, taskId))
}

function isAccepted(part: Y.XmlElement, taskId: unknown): boolean {
  let accepted = false
  const open: unknown[] = [part]
  for (let node = open.pop(); node; node = open.pop())
    if (node instanceof Y.XmlText) {
      for (const { insert, attributes } of node.toDelta()) {
        if (typeof insert !== 'string' || insert.trim() === '') continue
        if (attributes?.provenance?.taskId !== taskId) return false
        accepted = true
      }
    } else if (node instanceof Y.XmlElement && MARKLESS.has(node.nodeName)) {
      if (node.getAttribute('fromTask') !== taskId) return false
      accepted = true
    } else if (node instanceof Y.XmlElement) pushAll(open, node.toArray())
  return accepted
}
