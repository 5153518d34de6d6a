import { expect, test } from 'vitest'
import { SPOKEN } from '#server/testing/labelled-sentences.ts'
import { doTextWork } from '../local-engine/do-text-work.ts'

async function tell(text: string) {
  const outcome = await doTextWork({ act: 'answer', request: { kind: 'language', text } })
  if (outcome.result.kind !== 'language') throw new Error('not a language')
  return { ...outcome, ...outcome.result }
}

test('a sentence tells its language, in eighteen of them', async () => {
  const told: Record<string, string | null> = {}
  for (const [code, text] of Object.entries(SPOKEN)) told[code] = (await tell(text)).language
  const right = Object.entries(told).filter(([code, language]) => code === language).length
  process.stdout.write(`languages told from one sentence: ${right} of ${Object.keys(SPOKEN).length}\n`)
  const wrong = Object.entries(told).filter(([code, language]) => language !== null && language !== code)
  expect(wrong).toEqual([])
  expect(right).toBeGreaterThanOrEqual(16)
})

test('too few letters are told to be too few, whatever else stands in the text', async () => {
  for (const text of ['ok', 'Hallo du', '12.03.2024 14:30 +49 30 1234567', '!!! ???'])
    expect(await tell(text)).toMatchObject({
      language: null,
      tooShort: true,
      reliable: false,
      alternatives: [],
    })
})

test('the runners-up are given with their scores against the best', async () => {
  const { alternatives } = await tell(SPOKEN.nl ?? '')
  expect(alternatives[0]).toEqual({ language: 'nl', share: 1 })
  expect(alternatives.length).toBeGreaterThan(1)
  const shares = alternatives.map(({ share }) => share)
  expect(shares).toEqual([...shares].sort((a, b) => b - a))
})

test('what is not sure is not named, and says why', async () => {
  const { language, notes, quality } = await tell('xqzv bnmp wrtk lkjh gfds zxcv qwrt plmk nbvc')
  expect(language).toBeNull()
  expect(notes.join()).toMatch(/not sure/)
  expect(quality.score).toBeLessThan((await tell(SPOKEN.en ?? '')).quality.score)
})
