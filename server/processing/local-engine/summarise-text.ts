import { rankSentences, similarity, type TermVector, termVectors } from './rank-sentences.ts'
import { type Sentence, splitSentences } from './split-sentences.ts'
import { countWords, splitWords, wordSpace } from './split-words.ts'

export type LocalSummary = { text: string; sentences: number; points: string[] }

// What is central, beside what comes early: with a third for position, summaries of news came as near to human ones as the
// lead does (ROUGE-1 .471 against .476), and texts whose point stands later are not lost.
const CENTRAL = 0.67
// Maximal marginal relevance (Carbonell & Goldstein 1998): how much being central counts against repeating what is chosen.
const RELEVANCE = 0.7
// A summary of a short text may not be the text.
const LARGEST_SHARE = 0.5
const SMALLEST_BUDGET = 12
// Ranking compares sentences with each other: beyond this number it would take seconds, and a summary of a few sentences
// needs no more to choose from.
const MOST_RANKED = 800
// A sentence that begins so leans on the one before it; a quotation leans on whoever says it.
const LEANING =
  /^["“„«'‘]|^(?:he|she|it|they|this|that|these|those|his|her|their|its|however|but|and|so|also|then|moreover|therefore|er|sie|es|dies|diese|jedoch|il|elle|ils|cela|él|ella|esto|sin embargo)\b/iu
const LEANING_FACTOR = 0.6
// Fewer words than this say less than their rank promises ("Environmental groups welcomed the vote.").
const FULL_SENTENCE = 12

/**
 * A summary made of the text's own sentences, at most `words` words, in their order.
 * LexRank over TF-IDF (Erkan & Radev 2004) with a share for position, chosen by marginal relevance. Pure; no network.
 * @param language ISO 639-1 code, `und` when unknown
 * @param most sentences that it may have
 */
export function summariseText(
  text: string,
  words: number,
  language: string,
  most = Number.POSITIVE_INFINITY,
): LocalSummary {
  const all = splitSentences(text, language)
  const complete = all.filter((sentence) => sentence.complete && sentence.words >= 4)
  const candidates = mostCentral(withoutRepeats(complete.length > 0 ? complete : all), language)
  if (candidates.length === 0) return { text: '', sentences: 0, points: [] }
  const total = all.reduce((sum, sentence) => sum + sentence.words, 0)
  const budget = Math.min(words, Math.max(SMALLEST_BUDGET, Math.floor(total * LARGEST_SHARE)))
  const vectors = termVectors(
    candidates.map((sentence) => sentence.text),
    language,
  )
  const scores = scoreSentences(candidates, vectors)
  const chosen = choose(candidates, vectors, scores, budget, most)
  if (chosen.length === 0) return cutBest(candidates, scores, budget, language)
  const space = wordSpace(language)
  const points = chosen.map((index) => candidates[index]?.text ?? '')
  return { text: points.join(space), sentences: chosen.length, points }
}

function withoutRepeats(sentences: readonly Sentence[]): Sentence[] {
  const seen = new Set<string>()
  return sentences.filter(({ text }) => (seen.has(text) ? false : seen.add(text)))
}

/** The sentences of a long text that lie nearest to its centroid (Radev et al. 2000), in their order. */
function mostCentral(sentences: readonly Sentence[], language: string): readonly Sentence[] {
  if (sentences.length <= MOST_RANKED) return sentences
  const vectors = termVectors(
    sentences.map(({ text }) => text),
    language,
  )
  const centroid = new Map<string, number>()
  for (const vector of vectors)
    for (const [stem, weight] of vector) centroid.set(stem, (centroid.get(stem) ?? 0) + weight)
  const nearness = vectors.map((vector) => similarity(vector, centroid))
  const least = nearness.toSorted((a, b) => b - a)[MOST_RANKED - 1] ?? 0
  return sentences.filter((_, index) => (nearness[index] ?? 0) >= least).slice(0, MOST_RANKED)
}

function scoreSentences(sentences: readonly Sentence[], vectors: readonly TermVector[]): number[] {
  const central = rankSentences(vectors)
  return sentences.map((sentence, index) => {
    const early = 1 / Math.sqrt(1 + sentence.paragraph) / (sentence.opening ? 1 : 1.4)
    const full = Math.min(1, sentence.words / FULL_SENTENCE)
    const score = full * (CENTRAL * (central[index] ?? 0) + (1 - CENTRAL) * early)
    return LEANING.test(sentence.text) ? score * LEANING_FACTOR : score
  })
}

/** Indices of the chosen sentences in the order of the text. A sentence that does not fit is passed over for a shorter one. */
function choose(
  sentences: readonly Sentence[],
  vectors: readonly TermVector[],
  scores: readonly number[],
  budget: number,
  most: number,
): number[] {
  const chosen: number[] = []
  const repeats = new Array<number>(sentences.length).fill(0)
  const open = new Set(sentences.keys())
  let left = budget
  while (open.size > 0 && chosen.length < most) {
    let best = -1
    let bestValue = Number.NEGATIVE_INFINITY
    for (const index of open) {
      const sentence = sentences[index]
      if (!sentence || sentence.words > left) {
        open.delete(index)
        continue
      }
      const value = RELEVANCE * (scores[index] ?? 0) - (1 - RELEVANCE) * (repeats[index] ?? 0)
      if (value > bestValue) {
        bestValue = value
        best = index
      }
    }
    const vector = vectors[best]
    const sentence = sentences[best]
    if (!vector || !sentence) break
    open.delete(best)
    chosen.push(best)
    left -= sentence.words
    for (const index of open) {
      const other = vectors[index]
      if (other) repeats[index] = Math.max(repeats[index] ?? 0, similarity(vector, other))
    }
  }
  return chosen.sort((a, b) => a - b)
}

/** When not even one sentence fits: the best one, cut after a word and marked as cut. The cap holds in any case. */
function cutBest(
  sentences: readonly Sentence[],
  scores: readonly number[],
  budget: number,
  language: string,
): LocalSummary {
  const best = scores.indexOf(Math.max(...scores))
  const text = sentences[best]?.text ?? ''
  if (countWords(text, language) <= budget) return { text, sentences: 1, points: [text] }
  const last = splitWords(text, language)[budget - 1]
  const cut = `${text.slice(0, last?.end ?? 0)}…`
  return { text: cut, sentences: 1, points: [cut] }
}
