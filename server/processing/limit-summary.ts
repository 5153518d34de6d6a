import { splitSentences } from './local-engine/split-sentences.ts'
import { countWords, splitWords, wordSpace } from './local-engine/split-words.ts'

/**
 * The summary within its word cap: whole sentences as long as they fit, else the first one cut after a word and marked with
 * an ellipsis. Models count words badly; the cap is a promise.
 */
export function limitSummary(text: string, words: number, language: string): { text: string; cut: boolean } {
  if (countWords(text, language) <= words) return { text, cut: false }
  const kept: string[] = []
  let left = words
  for (const sentence of splitSentences(text, language)) {
    if (sentence.words > left) break
    kept.push(sentence.text)
    left -= sentence.words
  }
  if (kept.length > 0) return { text: kept.join(wordSpace(language)), cut: true }
  const last = splitWords(text, language)[words - 1]
  return { text: `${text.slice(0, last?.end ?? 0)}…`, cut: true }
}
