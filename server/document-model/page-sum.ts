import type * as Y from 'yjs'
import { lettersOf, sumOfLetters } from './passage-words.ts'
import { bodyTextOf, titleOf } from './plain-text.ts'

// What lists hold of a title; beyond it nobody would see the change either.
const TITLE_COUNTED = 500

/**
 * The sum of a page's letters by which it can be told later whether it has changed: the same of the page and of what lists and search
 * hold of it. Marks, white space and results that nobody has accepted do not count.
 */
export function sumOfPage({ title, text }: { title: string; text: string }): string {
  const counted = `${storable(title).slice(0, TITLE_COUNTED)}${storable(text)}`
  return sumOfLetters(lettersOf(counted))
}

export function sumOfDocument(doc: Y.Doc): string {
  return sumOfPage({ title: titleOf(doc), text: bodyTextOf(doc) })
}

/** PostgreSQL's text holds neither NUL nor half of a surrogate pair, and both can be typed into a shared text. */
export function storable(text: string): string {
  return text.replaceAll('\0', '').toWellFormed()
}
