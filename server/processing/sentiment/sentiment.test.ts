import { expect, test } from 'vitest'
import { TONED } from '#server/testing/labelled-sentences.ts'
import { GERMAN, NEWS } from '#server/testing/sample-texts.ts'
import { doTextWork } from '../local-engine/do-text-work.ts'
import { sentenceSpans } from '../local-engine/sentence-spans.ts'
import { hardFault } from '../quality/signals.ts'
import { numberSentences, readModelSentiment, SCORED_MAX } from './read-model-sentiment.ts'
import { scoreSentences } from './score-sentences.ts'
import { LEXICON_ACCURACY } from './sentiment-quality.ts'
import { labelOf, sumUpSentiment } from './sum-up-sentiment.ts'

async function weigh(text: string) {
  const outcome = await doTextWork({ act: 'answer', request: { kind: 'sentiment', text } })
  if (outcome.result.kind !== 'sentiment') throw new Error('not sentiment')
  return { ...outcome, ...outcome.result }
}

test('on our toned sentences the word list is right as often as the quality score says', () => {
  const scores = scoreSentences(TONED.map(([, text]) => ({ text, start: 0, end: text.length })))
  const wrong = TONED.filter(([label], index) => labelOf(scores[index] ?? 0) !== label)
  const accuracy = 1 - wrong.length / TONED.length
  process.stdout.write(
    `sentiment by the word list: ${(accuracy * 100).toFixed(0)} % right (n = ${TONED.length})\n`,
  )
  process.stdout.write(`  ${wrong.map(([label, text]) => `${label}: ${text}`).join(' | ')}\n`)
  expect(accuracy).toBeGreaterThanOrEqual(LEXICON_ACCURACY)
  // The figure is shown to people: it must not be better known than it is used.
  expect(accuracy).toBeLessThan(LEXICON_ACCURACY + 0.15)
})

test('each sentence has a score and its place, and the whole is named', async () => {
  const text = 'The room is wonderful. The food was terrible! It opens at nine.'
  const { sentences, label, notes, quality } = await weigh(`${text} We had a great and lovely evening.`)
  expect(
    sentences.map(({ start, end }) => `${text} We had a great and lovely evening.`.slice(start, end))[1],
  ).toBe('The food was terrible!')
  const [good, bad, fact] = sentences.map(({ score }) => score ?? 0)
  expect(good).toBeGreaterThan(0.15)
  expect(bad).toBeLessThan(-0.15)
  expect(fact).toBe(0)
  expect(['mixed', 'positive']).toContain(label)
  expect(notes.join()).toMatch(/irony/)
  expect(quality.signals.find(({ name }) => name === 'irony')?.verdict).toBe('not-checked')
})

test('another language is refused with what to do, instead of being called neutral', async () => {
  await expect(weigh(GERMAN)).rejects.toMatchObject({
    code: 'cannot-process',
    message:
      'The built-in engine scores English only, and this text is in German. Configure a model provider for other languages.',
  })
})

test.each([
  [[], 'neutral', 0],
  [[0, 0.05], 'neutral', 0],
  [[0.6, 0.5], 'positive', 0.55],
  [[-0.6, 0], 'negative', -0.48],
  [[0.7, -0.7], 'mixed', 0],
] as const)('scores %j sum up to %s', (scores, label, score) => {
  expect(sumUpSentiment(scores)).toEqual({ label, score })
})

test('a model’s scores are laid over the sentences that it was shown', () => {
  const text = 'One is fine. Two is not. Three is three.'
  expect(numberSentences(text)).toBe('[1] One is fine.\n[2] Two is not.\n[3] Three is three.')
  const read = readModelSentiment(
    '{"score":0.1,"label":"mixed","sentences":[{"n":1,"score":0.5},{"n":2,"score":-0.4}]}',
    text,
  )
  expect(read?.result).toMatchObject({ score: 0.1, label: 'mixed' })
  expect(read?.result.sentences.map(({ score }) => score)).toEqual([0.5, -0.4, null])
})

test('of a long text only the first sentences are numbered, the rest goes along, and a note says so', () => {
  const long = Array.from(
    { length: SCORED_MAX + 20 },
    (_, index) => `Sentence number ${index} is here.`,
  ).join(' ')
  expect(numberSentences(long)).toContain(`[${SCORED_MAX}]`)
  expect(numberSentences(long)).not.toContain(`[${SCORED_MAX + 1}]`)
  expect(numberSentences(long)).toContain(`Sentence number ${SCORED_MAX + 19}`)
  const read = readModelSentiment('{"score":0,"sentences":[]}', long)
  expect(read?.notes.join()).toContain(`first ${SCORED_MAX} sentences`)
})

test.each(['no scores', '{"score":7,"sentences":[]}', '{"sentences":[]}'])('%s is no answer', (answer) => {
  expect(readModelSentiment(answer, 'A text.')).toBeUndefined()
})

test('a model that leaves most sentences out fails the gate; one that scores all passes', async () => {
  const spans = sentenceSpans(NEWS)
  const judge = async (scores: (number | null)[]) => {
    const sentences = spans.map(({ start, end }, index) => ({ start, end, score: scores[index] ?? null }))
    const result = { kind: 'sentiment', score: 0.1, label: 'neutral', sentences, source: NEWS } as const
    const { quality } = await doTextWork({
      act: 'judge',
      request: { kind: 'sentiment', text: NEWS },
      result,
      cut: false,
    })
    return quality
  }
  expect(hardFault(await judge([0.1]))).toMatch(/sentences that the model scored/)
  const whole = await judge(spans.map(() => 0.1))
  expect(hardFault(whole)).toBeUndefined()
  expect(whole.score).toBeGreaterThan(0.7)
})
