import type { Entity } from '#server/contracts/text-kinds.ts'
import { splitWords } from '../local-engine/split-words.ts'
import { isKnownPlace } from './known-places.ts'

const LONGEST = 4

/** Countries and large cities by their names in the language of the text, as written there without an ending. */
export function findCountries(text: string, language: string): Entity[] {
  const words = splitWords(text, language)
  const found: Entity[] = []
  for (const [index, first] of words.entries()) {
    for (let size = Math.min(LONGEST, words.length - index); size > 0; size -= 1) {
      const last = words[index + size - 1]
      if (!last) continue
      const value = text.slice(first.start, last.end)
      if (!/^\p{Lu}|^\p{Lo}/u.test(value) || !isKnownPlace(value, language)) continue
      found.push({ type: 'place', text: value, start: first.start, end: last.end })
      break
    }
  }
  return found
}
