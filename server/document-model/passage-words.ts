import * as Y from 'yjs'
import { mentionText } from './mention-node.ts'

/** A place between two things in the shared document. */
export type Point = { holder: Y.XmlText | Y.XmlElement; index: number }
export type Span = { from: Point; to: Point }

/** Letters that stand together in one text, or the words of a mention; `at` is how many letters of the page come before. */
type Run = { at: number; raw: string; before: Point; after: Point }

/**
 * The letters of a page's body without white space, in their order: what stays the same when a block is moved, split or joined. Results
 * that nobody has accepted are left out. Walks without recursion.
 */
export class PassageWords {
  readonly #runs: Run[] = []
  readonly #starts = new Map<unknown, number[]>()
  readonly letters: string

  constructor(body: Y.XmlFragment) {
    const found: string[] = []
    let at = 0
    const add = (raw: string, before: Point, after: Point): void => {
      const letters = lettersOf(raw)
      this.#runs.push({ at, raw, before, after })
      found.push(letters)
      at += letters.length
    }
    type Frame = { holder: Y.XmlFragment | Y.XmlElement; nodes: unknown[]; starts: number[] }
    const frameOf = (holder: Frame['holder']): Frame => {
      const frame = { holder, nodes: holder.toArray(), starts: [] }
      this.#starts.set(holder, frame.starts)
      return frame
    }
    const open: Frame[] = [frameOf(body)]
    for (let frame = open.at(-1); frame; frame = open.at(-1)) {
      const { holder, nodes, starts } = frame
      const index = starts.push(at) - 1
      const node = nodes[index]
      if (node === undefined) open.pop()
      else if (node instanceof Y.XmlText) {
        this.#starts.set(node, [at])
        const raw = rawText(node)
        add(raw, { holder: node, index: 0 }, { holder: node, index: raw.length })
      } else if (!(node instanceof Y.XmlElement) || node.nodeName === 'jobResult') continue
      else if (node.nodeName === 'mention' && holder instanceof Y.XmlElement)
        add(mentionText(node.getAttributes()), { holder, index }, { holder, index: index + 1 })
      else open.push(frameOf(node))
    }
    this.letters = found.join('')
  }

  /** How many letters come before a point; undefined for one that is not in the text of the page. */
  offsetOf({ holder, index }: Point): number | undefined {
    const starts = this.#starts.get(holder)
    if (!(holder instanceof Y.XmlText)) return starts?.[index]
    return starts?.[0] === undefined
      ? undefined
      : starts[0] + lettersOf(rawText(holder).slice(0, index)).length
  }

  /** The place of `length` letters from the one at `start`; undefined where there are none. */
  spanAt(start: number, length: number): Span | undefined {
    const first = this.#runOf(start)
    const last = this.#runOf(start + length - 1)
    if (length < 1 || !first || !last) return undefined
    return { from: within(first, start - first.at, 0), to: within(last, start + length - 1 - last.at, 1) }
  }

  #runOf(letter: number): Run | undefined {
    if (letter < 0 || letter >= this.letters.length) return undefined
    return this.#runs.findLast(({ at, raw }) => at <= letter && raw.trim() !== '')
  }
}

/** Before (`side` 0) or after (1) the letter that is the `count`-th of a run, from 0; a mention is one thing. */
function within(run: Run, count: number, side: 0 | 1): Point {
  const { before, after, raw } = run
  if (!(before.holder instanceof Y.XmlText)) return side === 0 ? before : after
  let left = count
  for (let index = 0; index < raw.length; index++)
    if (lettersOf(raw.charAt(index)) !== '' && left-- === 0) return { ...before, index: index + side }
  return after
}

/** Which of its children a node is. */
export function indexIn(holder: Y.XmlFragment, child: unknown): number {
  const children: readonly unknown[] = holder.toArray()
  return children.indexOf(child)
}

export function lettersOf(text: string): string {
  return text.replace(/\s+/g, '')
}

/** The characters alone, one for each place in the text. */
function rawText(node: Y.XmlText): string {
  const delta: { insert?: unknown }[] = node.toDelta()
  return delta.map(({ insert }) => (typeof insert === 'string' ? insert : ' ')).join('')
}

// Two lanes of 32 bits: they tell passages of a page apart, and are no proof of anything.
const BASES = [0x01000193, 0x2c1b3c6d] as const

/** A sum of letters by which a passage is known again; the first part is how many there are. */
export function sumOfLetters(letters: string): string {
  const lanes = BASES.map((base) => {
    let sum = 0
    for (let at = 0; at < letters.length; at++) sum = (Math.imul(sum, base) + letters.charCodeAt(at)) | 0
    return (sum >>> 0).toString(36)
  })
  return [letters.length.toString(36), ...lanes].join('-')
}

/** How many letters a sum stands for. */
export function lengthOfSum(sum: string): number {
  return Number.parseInt(sum, 36)
}

/** Where in `letters` the passage of this sum begins: each place, by the rolling sum of Rabin and Karp. */
export function placesOfSum(letters: string, sum: string): number[] {
  const length = lengthOfSum(sum)
  if (!(length >= 1) || length > letters.length) return []
  const wanted = sum
    .split('-')
    .slice(1)
    .map((lane) => Number.parseInt(lane, 36) | 0)
  const lanes = BASES.map((base, lane) => {
    let power = 1
    for (let at = 1; at < length; at++) power = Math.imul(power, base)
    return { base, power, wanted: wanted[lane], sum: 0 }
  })
  const places: number[] = []
  for (let at = 0; at < letters.length; at++) {
    for (const lane of lanes) {
      if (at >= length) lane.sum = (lane.sum - Math.imul(letters.charCodeAt(at - length), lane.power)) | 0
      lane.sum = (Math.imul(lane.sum, lane.base) + letters.charCodeAt(at)) | 0
    }
    if (at >= length - 1 && lanes.every((lane) => lane.sum === lane.wanted)) places.push(at - length + 1)
  }
  return places
}
