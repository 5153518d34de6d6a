import * as Y from 'yjs'
import { ROOT } from '#server/contracts/collaboration.ts'
import { MARKLESS } from './from-task.ts'
import { mentionText } from './mention-node.ts'
import { lettersOf } from './passage-words.ts'

/** What names one job: the letters of each stretch that stands together, how many words they are, and the pictures. */
export type Generated = { runs: string[]; words: number; pictures: string[] }

type Place = { node: unknown; taskId: unknown }

/** Reads what of a page says that it came from a job, by the job's id, in the order of the page; without recursion. */
export function readGenerated(doc: Y.Doc): { words: number; byTask: Map<string, Generated> } {
  const byTask = new Map<string, Generated>()
  let words = 0
  let last: unknown
  let amidWord = false
  const of = (taskId: string): Generated => {
    const found = byTask.get(taskId) ?? { runs: [], words: 0, pictures: [] }
    byTask.set(taskId, found)
    return found
  }
  const add = (text: string, taskId: unknown): void => {
    // A word of which a part has another mark is one word, of whoever began it.
    const begun = (text.match(/\S+/g)?.length ?? 0) - (amidWord && /^\S/.test(text) ? 1 : 0)
    amidWord = /\S$/.test(text) || (text === '' && amidWord)
    words += begun
    const letters = lettersOf(text)
    if (letters === '' && begun === 0) return
    if (typeof taskId === 'string') {
      const found = of(taskId)
      found.words += begun
      if (last === taskId) found.runs.push((found.runs.pop() ?? '') + letters)
      else found.runs.push(letters)
    }
    last = taskId
  }
  const open: Place[] = placesIn(doc.getXmlFragment(ROOT.body), undefined)
  for (let place = open.pop(); place; place = open.pop()) {
    const { node, taskId } = place
    if (node instanceof Y.XmlText) {
      const delta: { insert?: unknown; attributes?: Record<string, unknown> }[] = node.toDelta()
      for (const { insert, attributes } of delta)
        if (typeof insert === 'string') add(insert, taskId ?? taskOf(attributes?.provenance))
      continue
    }
    if (!(node instanceof Y.XmlElement) || node.nodeName === 'jobResult') continue
    if (node.nodeName === 'mention') add(mentionText(node.getAttributes()), undefined)
    else {
      amidWord = false
      const own: unknown = MARKLESS.has(node.nodeName) ? node.getAttribute('fromTask') : undefined
      if (typeof own === 'string') {
        const { pictures } = of(own)
        if (node.nodeName === 'image') pictures.push(String(node.getAttribute('attachmentId')))
      }
      open.push(...placesIn(node, own))
    }
  }
  return { words, byTask }
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
