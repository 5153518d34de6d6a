import type { Quality } from '#server/contracts/processing.ts'
import { salientStems } from '../local-engine/salient-stems.ts'
import { splitWords } from '../local-engine/split-words.ts'
import { stemWord } from '../local-engine/stem-word.ts'
import { checked, combine, measured, notChecked, type Observation } from './signals.ts'
import { readableInput } from './text-signals.ts'

export type KeywordsFacts = { source: string; terms: readonly string[]; wanted: number; language: string }

/**
 * How far keywords can be trusted: whether they stand in the text, stand there more than once, and agree with a second
 * extractor that knows nothing of phrases (single words by frequency and rarity).
 */
export function keywordsQuality({ source, terms, wanted, language }: KeywordsFacts): Quality {
  const counts = new Map<string, number>()
  const words = splitWords(source, language)
  for (const { folded } of words) {
    const stem = stemWord(folded.replace(/'s$/, ''), language)
    counts.set(stem, (counts.get(stem) ?? 0) + 1)
  }
  const stemmed = terms.map((term) =>
    splitWords(term, language).map(({ folded }) => stemWord(folded.replace(/'s$/, ''), language)),
  )
  return combine('keywords-signals-1', [
    readableInput(source, language),
    checked('not-empty', terms.length > 0, terms.length > 0 ? 'there are keywords' : 'there are no keywords'),
    ...(terms.length === 0 ? [] : judge(source, stemmed, counts, language)),
    measured(
      'count',
      terms.length / Math.min(wanted, words.length),
      { good: 0.8, weak: 0.4 },
      'found of wanted',
      {
        weight: 0.5,
      },
    ),
  ])
}

function judge(
  source: string,
  terms: readonly string[][],
  counts: ReadonlyMap<string, number>,
  language: string,
): Observation[] {
  const share = (fits: (stems: string[]) => boolean): number => terms.filter(fits).length / terms.length
  const grounded = share((stems) => stems.every((stem) => counts.has(stem)))
  const repeated = share((stems) => stems.some((stem) => (counts.get(stem) ?? 0) > 1))
  const other = new Set(salientStems(source, language, terms.length * 2))
  const agreed = share((stems) => stems.some((stem) => other.has(stem)))
  const words = [...counts.values()].reduce((sum, count) => sum + count, 0)
  return [
    measured('grounded', grounded, { good: 0.9, weak: 0.5 }, 'share of terms whose words stand in the text', {
      hard: true,
      weight: 2,
    }),
    measured('agreement', agreed, { good: 0.6, weak: 0.3 }, 'share on which a second extractor agrees', {
      weight: 2,
    }),
    words < 60
      ? notChecked('support', 'the text is too short for words to come back')
      : measured(
          'support',
          repeated,
          { good: 0.6, weak: 0.3 },
          'share of terms that the text uses more than once',
          {
            weight: 2,
          },
        ),
  ]
}
