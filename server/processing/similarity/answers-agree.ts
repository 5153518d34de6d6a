import type { ProcessResult, ResultOf, TaskKind } from '#server/contracts/processing.ts'
import type { SimilarityMeasure } from '#server/contracts/similarity.ts'
import { splitWords } from '../local-engine/split-words.ts'

/** How much of two answers agrees, 0 to 1, and whether one could have stood for the other. */
export type Agreement = { share: number; agrees: boolean }

const NEARLY = 0.8
// A missing word of these turns an answer around and hardly moves a share of words.
const NEGATIONS = new Set(
  `not no never none nothing without cannot nicht kein keine keinen nie niemals nichts ohne ne pas jamais sans aucun sin nunca
   ningún ninguna non mai senza não nunca nenhum sem niet geen nooit zonder nie bez hiçbir değil не нет без никогда 不 没 没有 無 ない`.split(
    /\s+/,
  ),
)
const EXACT: ReadonlySet<string> = new Set(['classify', 'extract'])

export function measureOf(kind: TaskKind): SimilarityMeasure {
  return EXACT.has(kind) ? 'exact' : 'words'
}

/**
 * Whether an answer could have stood for another to the same text. Labels and fields have to be the same; of words at least 0.8
 * (F1 of the words of both, as for SQuAD), with the same numbers and as many negations. Good answers in quite different words
 * count as wrong, so that a rate made from it is rather too high; a contradiction that no number and no negation shows passes.
 */
export function answersAgree(one: ProcessResult, other: ProcessResult): Agreement {
  if (one.kind === 'classify' && other.kind === 'classify')
    return exact(
      one.labels.map(({ label }) => label).toSorted(),
      other.labels.map(({ label }) => label).toSorted(),
    )
  if (one.kind === 'extract' && other.kind === 'extract') return exact(valuesOf(one), valuesOf(other))
  if (one.kind === 'ask' && other.kind === 'ask' && one.answered !== other.answered)
    return { share: 0, agrees: false }
  const [a, b] = [wordsOf(one), wordsOf(other)]
  if (one.kind !== other.kind || a === undefined || b === undefined) return { share: 0, agrees: false }
  const share = sharedWords(a, b)
  return { share, agrees: share >= NEARLY && marksOf(a) === marksOf(b) }
}

/** Place by place; of one that has more, the others are missing. */
function exact(one: readonly string[], other: readonly string[]): Agreement {
  const most = Math.max(one.length, other.length)
  const same = one.filter((value, at) => value === other[at]).length
  return { share: most === 0 ? 1 : same / most, agrees: same === most }
}

function valuesOf({ fields }: ResultOf<'extract'>): string[] {
  return fields.map(({ name, values }) =>
    JSON.stringify([name, ...values.map(({ value }) => (typeof value === 'string' ? folded(value) : value))]),
  )
}

/** Case, width and spaces make no other value. */
function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase().replaceAll(/\s+/g, ' ').trim()
}

/** The words of an answer; undefined for kinds whose answer has none. */
function wordsOf(result: ProcessResult): string[] | undefined {
  if (result.kind === 'keywords') return result.keywords.map(({ term }) => folded(term))
  if (result.kind === 'action-items')
    return split(result.items.map(({ task, owner, due }) => [task, owner, due].join(' ')).join('\n'))
  if ('text' in result && typeof result.text === 'string') return split(result.text)
  return undefined
}

function split(text: string): string[] {
  return splitWords(text, 'und').map(({ folded: word }) => word)
}

/** F1 of two bags of words: twice what they share, of all that there is. Two empty ones are alike. */
function sharedWords(one: readonly string[], other: readonly string[]): number {
  const counts = new Map<string, number>()
  for (const word of one) counts.set(word, (counts.get(word) ?? 0) + 1)
  let shared = 0
  for (const word of other) {
    const left = counts.get(word) ?? 0
    if (left > 0) shared += 1
    counts.set(word, left - 1)
  }
  const all = one.length + other.length
  return all === 0 ? 1 : (2 * shared) / all
}

/** What must not differ: the numbers, and how often something is denied. */
function marksOf(words: readonly string[]): string {
  const numbers = words.filter((word) => /\p{N}/u.test(word)).toSorted()
  const denied = words.filter((word) => NEGATIONS.has(word) || word.endsWith("n't")).length
  return JSON.stringify([numbers, denied])
}
