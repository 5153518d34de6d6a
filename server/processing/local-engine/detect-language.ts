type Detector = typeof import('eld/medium').eld

// Below this the accuracy over 27 languages is under 87 %: no answer is better than a wrong one.
const SHORTEST = 20
// Accuracy is level from 200 characters on; samples from three places see past a foreign heading or quotation.
const SAMPLE = 600
let loading: Promise<Detector> | undefined

export type DetectedLanguage = {
  /** ISO 639-1, or `und` where the text is too short or the detector unsure. */
  language: string
  /** Lead of the best language over the second, 0 to 1. */
  margin: number
}

/** What the detector says, sure or not. */
export type LanguageScores = {
  letters: number
  /** Too few letters to tell; then nothing else is known. */
  tooShort: boolean
  reliable: boolean
  /** ISO 639-1 with the detector's scores, best first. */
  scores: { language: string; score: number }[]
}

/** The language of a text by letter sequences (Efficient Language Detector, medium tables: loaded once, 190 MB). */
export async function detectLanguage(text: string): Promise<DetectedLanguage> {
  const { reliable, scores } = await scoreLanguages(text)
  const [first, second] = scores
  if (!first) return { language: 'und', margin: 0 }
  const margin = (first.score - (second?.score ?? 0)) / first.score
  return { language: reliable ? first.language : 'und', margin }
}

/** All languages that the detector considers for a text. */
export async function scoreLanguages(text: string): Promise<LanguageScores> {
  const words = text
    .replaceAll(/[^\p{L}\p{M}\s]+/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
  const letters = words.replaceAll(' ', '').length
  if (words.length < SHORTEST) return { letters, tooShort: true, reliable: false, scores: [] }
  loading ??= import('eld/medium').then((module) => module.eld)
  const detector = await loading
  const result = detector.detect(sample(words))
  const scores = Object.entries(result.getScores())
    .map(([language, score]) => ({ language, score }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
  return { letters, tooShort: false, reliable: scores.length > 0 && result.isReliable(), scores }
}

function sample(text: string): string {
  if (text.length <= 3 * SAMPLE) return text
  const middle = Math.floor((text.length - SAMPLE) / 2)
  return [text.slice(0, SAMPLE), text.slice(middle, middle + SAMPLE), text.slice(-SAMPLE)].join(' ')
}
