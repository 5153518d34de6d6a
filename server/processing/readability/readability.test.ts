import { expect, test } from 'vitest'
import { CHINESE, GERMAN, NEWS } from '#server/testing/sample-texts.ts'
import { doTextWork } from '../local-engine/do-text-work.ts'
import { countSyllables } from './count-syllables.ts'
import { measureText } from './measure-text.ts'
import { easeOf, readabilityFormulas } from './readability-formulas.ts'

async function measure(text: string, hardest = 3) {
  const outcome = await doTextWork({ act: 'answer', request: { kind: 'readability', text, hardest } })
  if (outcome.result.kind !== 'readability') throw new Error('not readability')
  return { ...outcome, ...outcome.result }
}

const EASY =
  'The cat sat on the mat. The dog ran to the door. It was a warm day. We had tea and cake. Then the sun went down and we all went home to bed.'
const LEGAL =
  'Notwithstanding any provision to the contrary contained herein, the undersigned irrevocably acknowledges that the aforementioned contractual obligations, including without limitation indemnification responsibilities, shall survive the termination or expiration of this agreement irrespective of subsequent organisational restructuring.'

test('the formulas give what their authors’ definitions give, worked out by hand', () => {
  // 2 sentences, 12 words, 14 syllables, no word of three, one of more than six letters ("running").
  const measures = measureText('The old dog was running to the door. It was a day.', 'en')
  expect(measures).toMatchObject({ words: 12, syllables: 13, polysyllables: 0, longWords: 1 })
  const values = Object.fromEntries(
    readabilityFormulas(measures, 'en').map(({ formula, value }) => [formula, value]),
  )
  expect(values['flesch-reading-ease']).toBeCloseTo(206.835 - 1.015 * 6 - 84.6 * (13 / 12), 1)
  expect(values['flesch-kincaid-grade']).toBeCloseTo(0.39 * 6 + 11.8 * (13 / 12) - 15.59, 1)
  expect(values['gunning-fog']).toBeCloseTo(0.4 * 6, 1)
  expect(values.smog).toBeCloseTo(3.1, 1)
  expect(values.lix).toBeCloseTo(6 + 100 / 12, 1)
})

test.each([
  ['harbour', 'en', 2],
  ['electricity', 'en', 5],
  ['the', 'en', 1],
  ['Verkehrsplan', 'de', 3],
  ['Straße', 'de', 2],
  ['Bäuerin', 'de', 3],
  ['transbordador', 'es', 4],
  ['país', 'es', 2],
  ['tierra', 'es', 2],
])('%s (%s) has %i syllables', (word, language, syllables) => {
  expect(countSyllables(word, language)).toBe(syllables)
})

test('a story for children reads very easily, a newspaper less so, a contract not at all', async () => {
  const [easy, news, legal] = [await measure(EASY), await measure(NEWS), await measure(LEGAL)]
  expect(easy.level).toBe('very easy')
  expect(legal.level).toBe('very difficult')
  expect(easy.ease).toBeGreaterThan(news.ease)
  expect(news.ease).toBeGreaterThan(legal.ease)
  expect(news.grade ?? 0).toBeGreaterThan(easy.grade ?? 99)
})

test('the hardest sentences come hardest first, as they stand in the text, and easy ones are not blamed', async () => {
  const { hardest } = await measure(`${EASY} ${LEGAL} ${NEWS}`, 2)
  expect(hardest).toHaveLength(2)
  expect(hardest[0]?.text).toBe(LEGAL)
  expect((await measure(EASY, 20)).hardest).toEqual([])
})

test('each language has the formulas that were made for it, and none that were not', async () => {
  const names = async (text: string) => (await measure(text)).formulas.map(({ formula }) => formula)
  expect(await names(NEWS)).toHaveLength(5)
  expect(await names(GERMAN)).toEqual(['amstad', 'lix'])
  const polish = await measure(
    'Prom odpływa z portu każdego ranka o wpół do siódmej. Wieczorem wraca do miasta. Bilety kupuje się na pokładzie.',
  )
  expect(polish.formulas.map(({ formula }) => formula)).toEqual(['lix'])
  expect(polish.grade).toBeNull()
  expect(polish.syllables).toBeNull()
  expect(polish.notes.join()).toMatch(/only LIX/)
  await expect(measure(CHINESE)).rejects.toMatchObject({
    code: 'cannot-process',
    message: expect.stringMatching(/Latin, Greek or Cyrillic/),
  })
})

test('LIX falls into the bands of its author', () => {
  const lix = (value: number) => easeOf({ formula: 'lix', value, note: null })
  expect([15, 25, 35, 45, 55, 75].map(lix)).toEqual([1, 0.9, 0.725, 0.575, 0.4, 0.075])
})

test('a few words are too few for a sure answer, and SMOG says that it wants thirty sentences', async () => {
  const short = await measure(
    'A short text that says little about how it reads, because there is so little of it here.',
  )
  expect(short.quality.score).toBeLessThan((await measure(NEWS)).quality.score)
  expect(short.formulas.find(({ formula }) => formula === 'smog')?.note).toMatch(/30 sentences/)
})
