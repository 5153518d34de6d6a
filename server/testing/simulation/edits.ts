import * as Y from 'yjs'
import type { Scheduler } from './scheduler.ts'

const WORDS = ['warp', 'weft', 'é', '漢字', ' ', 'loom']

/**
 * One edit of a page such as an editor makes. No letter of two units: cut in the middle, which no editor does, Yjs puts
 * another in its place, and says so to nobody.
 */
export function editPage(doc: Y.Doc, scheduler: Scheduler): void {
  const body = doc.getXmlFragment('body')
  const elements = body.toArray().filter((node) => node instanceof Y.XmlElement)
  const element = scheduler.pick(elements)
  const text = element?.toArray().find((node) => node instanceof Y.XmlText)
  const word = scheduler.pick(WORDS) ?? ''
  doc.transact(() => {
    switch (scheduler.integer(0, 8)) {
      case 0:
        if (elements.length > 2) body.delete(scheduler.integer(0, body.length), 1)
        return
      case 1:
        deleteSome(text, scheduler)
        return
      case 2:
        if (text && text.length > 1) text.format(0, 1, { bold: scheduler.chance(0.5) ? {} : null })
        return
      case 3:
        setLevel(element, scheduler.integer(1, 5))
        return
      case 4:
        body.insert(scheduler.integer(0, body.length + 1), [block(word, scheduler)])
        return
      default:
        if (text) text.insert(scheduler.integer(0, text.length + 1), word)
        else body.push([block(word, scheduler)])
    }
  })
}

function deleteSome(text: Y.XmlText | undefined, scheduler: Scheduler): void {
  if (!text || text.length < 2) return
  const from = scheduler.integer(0, text.length)
  text.delete(from, scheduler.integer(1, text.length - from + 1))
}

function block(word: string, scheduler: Scheduler): Y.XmlElement {
  const element = new Y.XmlElement(scheduler.chance(0.3) ? 'heading' : 'paragraph')
  if (element.nodeName === 'heading') setLevel(element, 1)
  element.insert(0, [new Y.XmlText(word)])
  return element
}

function setLevel(element: Y.XmlElement | undefined, level: number): void {
  if (element?.nodeName !== 'heading')
    return // Yjs types attributes as strings; pages store them as the values that they are.
  ;(element as Y.XmlElement<{ level: number }>).setAttribute('level', level)
}
