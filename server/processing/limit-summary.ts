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

const POINT = /^\s{0,20}(?:[-*•–]|\d{1,3}[.)])\s+/

/**
 * A summary as a list within its word cap: whole points as long as they fit. What has no signs of a list has a point a
 * sentence; a line before the list that only leads to it is left out.
 */
export function limitPoints(text: string, words: number, language: string): { text: string; cut: boolean } {
  const lines = text.split('\n').filter((line) => /[\p{L}\p{N}]/u.test(line))
  const marked = lines.filter((line) => POINT.test(line))
  const points =
    marked.length > 0
      ? marked.map((line) => line.replace(POINT, '').trim())
      : splitSentences(lines.join('\n'), language).map((sentence) => sentence.text)
  const kept: string[] = []
  let left = words
  for (const point of points) {
    const own = countWords(point, language)
    if (own > left) break
    kept.push(point)
    left -= own
  }
  const [first] = points
  if (kept.length === 0 && first !== undefined) kept.push(limitSummary(first, words, language).text)
  return { text: kept.map((point) => `- ${point}`).join('\n'), cut: kept.length < points.length }
}
