import { englishReader } from '../local-engine/english-model.ts'
import type { SentenceSpan } from '../local-engine/sentence-spans.ts'

/** The lexicon's score of each English sentence, -1 to 1, with negation; 0 where it holds no word of opinion. */
export function scoreSentences(sentences: readonly SentenceSpan[]): number[] {
  const { its, readDoc } = englishReader()
  return sentences.map(({ text }) => {
    const score = Number(readDoc(text).out(its.sentiment))
    return Number.isFinite(score) ? Math.max(-1, Math.min(1, Math.round(score * 100) / 100)) : 0
  })
}
