import type { READABILITY_FORMULAS } from '#server/contracts/text-kinds.ts'
import type { TextMeasures } from './measure-text.ts'

export type FormulaValue = {
  formula: (typeof READABILITY_FORMULAS)[number]
  value: number
  /** What a reader should know of this value; null where nothing. */
  note: string | null
}

// SMOG was fitted on samples of thirty sentences (McLaughlin 1969).
const SMOG_SENTENCES = 30
// Where LIX lies between its usual bands (Björnsson 1968: 30 easy, 40 medium, 50 hard, 60 very hard), as ease from 1 to 0.
const LIX_EASE = [
  [20, 1],
  [30, 0.8],
  [40, 0.65],
  [50, 0.5],
  [60, 0.3],
  [80, 0],
] as const

/**
 * The formulas that fit the language, the one that decides first: Flesch 1948, Kincaid 1975, Gunning 1952, McLaughlin 1969
 * for English; Amstad 1978 for German; Fernández Huerta 1959 for Spanish; LIX, which counts letters only, for all.
 */
export function readabilityFormulas(measures: TextMeasures, language: string): FormulaValue[] {
  const { words, longWords, syllables, polysyllables, complex } = measures
  const sentences = measures.sentences.length
  const length = words / sentences
  const perWord = (syllables ?? 0) / words
  const lix: FormulaValue = { formula: 'lix', value: round(length + (100 * longWords) / words), note: null }
  switch (language) {
    case 'en':
      return [
        {
          formula: 'flesch-reading-ease',
          value: round(206.835 - 1.015 * length - 84.6 * perWord),
          note: null,
        },
        { formula: 'flesch-kincaid-grade', value: round(0.39 * length + 11.8 * perWord - 15.59), note: null },
        { formula: 'gunning-fog', value: round(0.4 * (length + (100 * complex) / words)), note: null },
        {
          formula: 'smog',
          value: round(1.043 * Math.sqrt((polysyllables * 30) / sentences) + 3.1291),
          note: sentences < SMOG_SENTENCES ? 'made for 30 sentences and more, so rough here' : null,
        },
        lix,
      ]
    case 'de':
      return [{ formula: 'amstad', value: round(180 - length - 58.5 * perWord), note: null }, lix]
    case 'es':
      return [
        { formula: 'fernandez-huerta', value: round(206.84 - 60 * perWord - 1.02 * length), note: null },
        lix,
      ]
    default:
      return [lix]
  }
}

/** How easy a text is, 0 to 1, by the formula that decides for its language. */
export function easeOf({ formula, value }: FormulaValue): number {
  if (formula !== 'lix') return clamp(value / 100)
  const above = LIX_EASE.findIndex(([lix]) => value < lix)
  if (above === 0) return 1
  const [low, high] = [LIX_EASE[above - 1], LIX_EASE[above]]
  if (!low || !high) return 0
  return clamp(low[1] + ((value - low[0]) / (high[0] - low[0])) * (high[1] - low[1]))
}

function clamp(value: number): number {
  return Math.round(Math.max(0, Math.min(1, value)) * 1000) / 1000
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
