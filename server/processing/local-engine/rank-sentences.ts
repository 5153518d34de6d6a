import { splitWords } from './split-words.ts'
import { stemWord } from './stem-word.ts'
import { stopWords } from './stop-words.ts'

/** TF-IDF weights by stem, of length 1; empty for a sentence of function words only. */
export type TermVector = ReadonlyMap<string, number>

const DAMPING = 0.85
const ROUNDS = 40
const SETTLED = 1e-5
// Below this two sentences share a word or two by chance (Erkan & Radev use 0.1).
const LEAST_SIMILARITY = 0.1

/** The stems of a text that carry meaning: no function words, nothing of one letter. Numbers are kept. */
export function contentStems(text: string, language: string): string[] {
  const stop = stopWords(language)
  return splitWords(text, language)
    .filter(({ folded }) => !stop.has(folded) && (folded.length > 1 || /\p{N}|\p{Script=Han}/u.test(folded)))
    .map(({ folded }) => stemWord(folded, language))
}

/** One vector for each sentence; rarity is counted over the sentences themselves, so no language needs a corpus. */
export function termVectors(sentences: readonly string[], language: string): TermVector[] {
  const bags = sentences.map((sentence) => {
    const bag = new Map<string, number>()
    for (const stem of contentStems(sentence, language)) bag.set(stem, (bag.get(stem) ?? 0) + 1)
    return bag
  })
  const seenIn = new Map<string, number>()
  for (const bag of bags) for (const stem of bag.keys()) seenIn.set(stem, (seenIn.get(stem) ?? 0) + 1)
  return bags.map((bag) => {
    const weights = new Map<string, number>()
    let squares = 0
    for (const [stem, count] of bag) {
      const weight = count * Math.log(1 + sentences.length / (seenIn.get(stem) ?? 1))
      weights.set(stem, weight)
      squares += weight * weight
    }
    const length = Math.sqrt(squares)
    for (const [stem, weight] of weights) weights.set(stem, weight / length)
    return weights
  })
}

/** Cosine of two vectors of length 1. */
export function similarity(a: TermVector, b: TermVector): number {
  const [small, large] = a.size < b.size ? [a, b] : [b, a]
  let sum = 0
  for (const [stem, weight] of small) sum += weight * (large.get(stem) ?? 0)
  return sum
}

type Edge = { to: number; weight: number }

/**
 * Continuous LexRank (Erkan & Radev 2004): the stationary share of a walk over similar sentences, scaled so that the most
 * central is 1. Neighbours are found through the stems that they share, so sentences with nothing in common cost nothing.
 */
export function rankSentences(vectors: readonly TermVector[]): number[] {
  const edges = neighbours(vectors)
  let ranks = new Array<number>(vectors.length).fill(1 / vectors.length)
  for (let round = 0; round < ROUNDS; round += 1) {
    const next = new Array<number>(vectors.length).fill((1 - DAMPING) / vectors.length)
    edges.forEach((list, from) => {
      const rank = ranks[from] ?? 0
      for (const { to, weight } of list) next[to] = (next[to] ?? 0) + DAMPING * rank * weight
    })
    const change = next.reduce((sum, rank, index) => sum + Math.abs(rank - (ranks[index] ?? 0)), 0)
    ranks = next
    if (change < SETTLED) break
  }
  const most = ranks.reduce((max, rank) => Math.max(max, rank), 0)
  return ranks.map((rank) => (most > 0 ? rank / most : 0))
}

function neighbours(vectors: readonly TermVector[]): Edge[][] {
  const holders = new Map<string, { index: number; weight: number }[]>()
  vectors.forEach((vector, index) => {
    for (const [stem, weight] of vector) {
      const list = holders.get(stem)
      if (list) list.push({ index, weight })
      else holders.set(stem, [{ index, weight }])
    }
  })
  return vectors.map((vector, from) => {
    const products = new Map<number, number>()
    for (const [stem, weight] of vector)
      for (const holder of holders.get(stem) ?? [])
        if (holder.index !== from)
          products.set(holder.index, (products.get(holder.index) ?? 0) + weight * holder.weight)
    const list = [...products].filter(([, value]) => value >= LEAST_SIMILARITY)
    const total = list.reduce((sum, [, value]) => sum + value, 0)
    return list.map(([to, value]) => ({ to, weight: value / total }))
  })
}
