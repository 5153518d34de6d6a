import type { Node } from '@tiptap/pm/model'
import { mentionText } from '#server/document-model/mention-node.ts'

export type TextCount = { words: number; characters: number }

/** Silent reading of a text in a language that one knows: the middle of what studies find for English (Brysbaert 2019: 238). */
const WORDS_A_MINUTE = 238

/** Whole minutes, at least one where there is anything to read. */
export function readingMinutes(words: number): number {
  return Math.ceil(words / WORDS_A_MINUTE)
}

// Made once, at the first count: loading the tables of the language takes some milliseconds.
let segmenters: { word: Intl.Segmenter; letter: Intl.Segmenter } | undefined

/** Words as the language of the text divides them, and characters as people see them: an emoji of many code points is one. */
export function countText(text: string): TextCount {
  segmenters ??= {
    word: new Intl.Segmenter(undefined, { granularity: 'word' }),
    letter: new Intl.Segmenter(undefined, { granularity: 'grapheme' }),
  }
  let words = 0
  for (const { isWordLike } of segmenters.word.segment(text)) if (isWordLike) words++
  return { words, characters: lettersIn(text, segmenters.letter) }
}

function lettersIn(text: string, letter: Intl.Segmenter): number {
  // Most text is plain; one regular expression is a hundred times faster than dividing it.
  if (/^[\x20-\x7e]*$/.test(text)) return text.length
  let letters = 0
  for (const _ of letter.segment(text)) letters++
  return letters
}

const counted = new WeakMap<Node, TextCount>()

/** Counts a block of text once: an edit makes new blocks only where it was made. */
function countBlock(block: Node): TextCount {
  const known = counted.get(block)
  if (known) return known
  const count = countText(wordsOf(block, 0, block.content.size))
  counted.set(block, count)
  return count
}

function wordsOf(block: Node, from: number, to: number): string {
  return block.textBetween(from, to, undefined, (leaf) =>
    leaf.type.name === 'mention' ? mentionText(leaf.attrs) : ' ',
  )
}

/**
 * Counts the text between two positions block by block, pausing after each that took the time beyond `until`; resume by
 * calling `next`. The return value is the sum. Results that nobody has accepted do not count.
 */
export function* countBetween(
  doc: Node,
  from: number,
  to: number,
  late: () => boolean,
): Generator<undefined, TextCount> {
  const blocks: { block: Node; start: number; end: number }[] = []
  doc.nodesBetween(from, to, (node, position) => {
    if (!node.isTextblock) return node.type.name !== 'jobResult'
    const inner = position + 1
    blocks.push({
      block: node,
      start: Math.max(0, from - inner),
      end: Math.min(node.content.size, to - inner),
    })
    return false
  })
  const sum: TextCount = { words: 0, characters: 0 }
  for (const { block, start, end } of blocks) {
    const whole = start === 0 && end === block.content.size
    const { words, characters } = whole
      ? countBlock(block)
      : countText(wordsOf(block, start, Math.max(start, end)))
    sum.words += words
    sum.characters += characters
    if (late()) yield undefined
  }
  return sum
}
