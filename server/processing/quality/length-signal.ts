import type { RewriteKind } from '#server/contracts/rewrite-kinds.ts'
import type { DetectedLanguage } from '../local-engine/detect-language.ts'
import { countWords } from '../local-engine/split-words.ts'
import { measured, notChecked, type Observation } from './signals.ts'

type Lengths = {
  kind: RewriteKind
  source: string
  written: string
  from: DetectedLanguage
  to: DetectedLanguage
  percent?: number | undefined
  instructed: boolean
}
type Range = { good: readonly [number, number]; most: readonly [number, number] }

// Of a few words, one more or less is a large share.
const WORDS_TO_MEASURE = 12

/** What lengths, of the source's, are usual for a kind, and which show that it did something else. */
function rangeOf({ kind, percent = 100 }: Lengths): Range | undefined {
  const wanted = percent / 100
  switch (kind) {
    case 'improve':
      return { good: [0.6, 1.6], most: [0.3, 2.5] }
    case 'fix-grammar':
      return { good: [0.8, 1.25], most: [0.6, 1.6] }
    case 'change-tone':
      return { good: [0.5, 2], most: [0.25, 3.5] }
    case 'shorter':
      return { good: [wanted * 0.4, Math.min(0.95, wanted * 1.4)], most: [0.02, 0.98] }
    case 'longer':
      return { good: [1 + (wanted - 1) * 0.5, wanted * 1.6], most: [1.02, wanted * 3] }
    // Words are counted differently from one language to the next.
    case 'translate':
      return { good: [0.5, 2.2], most: [0.2, 4.5] }
    case 'explain':
      return undefined
  }
}

/** How long it is beside its source, by words; hard where it is not what was asked for at all. */
export function lengthSignal(facts: Lengths): Observation {
  const { kind, source, written, from, to, instructed } = facts
  const range = rangeOf(facts)
  if (!range) return notChecked('length', 'not checked: an explanation may have any length')
  if (instructed) return notChecked('length', 'not checked: an instruction may ask for another length')
  const before = countWords(source, from.language)
  if (before < WORDS_TO_MEASURE) return notChecked('length', 'not checked: the text has only a few words')
  const ratio = countWords(written, to.language) / before
  const [least, most] = range.most
  const [from1, to1] = range.good
  const outside = ratio < least || ratio > most
  const share = outside ? 0 : ratio < from1 ? ratio / from1 : ratio > to1 ? to1 / ratio : 1
  const note = outside
    ? faultOf(kind, ratio < least)
    : `it has ${Math.round(ratio * 100)} % of the words of the text`
  return {
    ...measured('length', share, { good: 1, weak: 0.01 }, note, { hard: true }),
    value: rounded(ratio),
  }
}

function faultOf(kind: RewriteKind, tooShort: boolean): string {
  if (kind === 'shorter')
    return tooShort ? 'next to nothing of the text is left' : 'it is not shorter than the text'
  if (kind === 'longer')
    return tooShort ? 'it is not longer than the text' : 'it is far longer than was asked for'
  return tooShort ? 'most of the text is missing' : 'it is far longer than the text'
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000
}
