import { splitWords } from './split-words.ts'
import { stemWord } from './stem-word.ts'
import { stopWords } from './stop-words.ts'
import { wordRarity } from './word-rarity.ts'

/** The `most` stems that weigh most in a text by how often they stand there and how rare they are; heaviest first. */
export function salientStems(text: string, language: string, most: number): string[] {
  const stop = stopWords(language)
  const weights = new Map<string, { count: number; rarity: number }>()
  for (const { folded } of splitWords(text, language)) {
    if (stop.has(folded) || folded.length < 2 || !/\p{L}/u.test(folded)) continue
    const stem = stemWord(folded.replace(/'s$/, ''), language)
    const known = weights.get(stem)
    if (known) known.count += 1
    else weights.set(stem, { count: 1, rarity: wordRarity(folded, language) })
  }
  return [...weights]
    .sort(([, a], [, b]) => weigh(b) - weigh(a))
    .slice(0, most)
    .map(([stem]) => stem)
}

function weigh({ count, rarity }: { count: number; rarity: number }): number {
  return Math.log2(1 + count) * rarity
}
