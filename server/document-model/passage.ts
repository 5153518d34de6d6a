import * as Y from 'yjs'
import { ROOT } from '#server/contracts/collaboration.ts'
import {
  indexIn,
  lengthOfSum,
  PassageWords,
  type Point,
  placesOfSum,
  type Span,
  sumOfLetters,
} from './passage-words.ts'
import { decodePosition, hexOf } from './relative-place.ts'

/** A passage as it was found: with the words that it had, or with others. */
export type FoundPassage = { span: Span; sum: string; changed: boolean }

/** Shorter ones are known by their place alone: the same few words may stand anywhere. */
const KNOWN_BY_WORDS = 16

/**
 * The name of a passage: two relative positions, which stand between the same letters whatever others write. It means the same in every
 * copy of the page.
 */
export function anchorOfSpan({ from, to }: Span): string {
  return [
    Y.createRelativePositionFromTypeIndex(from.holder, from.index, 0),
    // Bound to what stands before it: what is written right behind the passage does not belong to it.
    Y.createRelativePositionFromTypeIndex(to.holder, to.index, -1),
  ]
    .map((position) => hexOf(Y.encodeRelativePosition(position)))
    .join('.')
}

/**
 * Looks for the passage that an anchor names and that had the letters of `sum`: at its place; where a split or a join has moved one of its
 * ends, beside the other; and where its blocks were moved, by its words, if they stand in the page once. Undefined when nothing of it
 * is left, and for an anchor that names nothing in this page.
 */
export function findPassage(doc: Y.Doc, anchor: string, sum: string): FoundPassage | undefined {
  const body = doc.getXmlFragment(ROOT.body)
  const words = new PassageWords(body)
  const [from, to] = anchor.split('.').map((position) => pointOf(doc, body, position))
  const start = from && words.offsetOf(from)
  const end = to && words.offsetOf(to)
  const length = lengthOfSum(sum)
  const sameAt = (at: number): FoundPassage | undefined => {
    const span =
      at >= 0 && sumOfLetters(words.letters.slice(at, at + length)) === sum && words.spanAt(at, length)
    return span ? { span, sum, changed: false } : undefined
  }
  const whole = start !== undefined && end === start + length ? sameAt(start) : undefined
  if (whole && from && to) return { ...whole, span: { from, to } }
  const beside =
    (start === undefined ? undefined : sameAt(start)) ??
    (end === undefined ? undefined : sameAt(end - length))
  if (beside) return beside
  if (from && to && start !== undefined && end !== undefined && start < end)
    return { span: { from, to }, sum: sumOfLetters(words.letters.slice(start, end)), changed: true }
  const places = length >= KNOWN_BY_WORDS ? placesOfSum(words.letters, sum) : []
  return places.length === 1 && places[0] !== undefined ? sameAt(places[0]) : undefined
}

/** The passage of a name, which is its anchor with its sum; undefined for anything that is no name of a passage in this page. */
export function findNamed(doc: Y.Doc, name: unknown): FoundPassage | undefined {
  const [from, to, sum] = typeof name === 'string' ? name.split('.') : []
  return from && to && sum ? findPassage(doc, `${from}.${to}`, sum) : undefined
}

/** The name of all words of a block that stands in a page; undefined for one without. */
export function nameOfBlockPassage(block: Y.XmlElement): string | undefined {
  const words = new PassageWords(block)
  const span = words.spanAt(0, words.letters.length)
  return span && `${anchorOfSpan(span)}.${sumOfLetters(words.letters)}`
}

/** The block of the page's top level in which a point stands, by its index. */
export function topIndexOf(body: Y.XmlFragment, { holder }: Point): number {
  let node: Y.XmlText | Y.XmlElement = holder
  while (node.parent !== body && (node.parent instanceof Y.XmlElement || node.parent instanceof Y.XmlText))
    node = node.parent
  return indexIn(body, node)
}

/** Where a relative position is now. Whoever wrote it may have written anything: what is not in the body of this page is nothing. */
function pointOf(doc: Y.Doc, body: Y.XmlFragment, written: string): Point | undefined {
  const position = decodePosition(written)
  // A root by its name could be any, and asking Yjs for one makes it; for what names nothing at all it throws.
  if (!position || position.tname !== null || (!position.item && !position.type)) return undefined
  const found = Y.createAbsolutePositionFromRelativePosition(position, doc)
  if (!found || !(found.type instanceof Y.XmlText || found.type instanceof Y.XmlElement)) return undefined
  for (let item = found.type._item; item && !item.deleted; ) {
    const { parent }: Y.Item = item
    if (parent === body) return { holder: found.type, index: found.index }
    item = parent instanceof Y.AbstractType ? parent._item : null
  }
  return undefined
}
