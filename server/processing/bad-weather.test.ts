import { expect, test } from 'vitest'
import { createPerson } from '#server/testing/factories.ts'
import { modelWeather } from '#server/testing/model-weather.ts'
import { seededRandom } from '#server/testing/random-page.ts'
import { startTwoModels } from '#server/testing/start-model-work.ts'
import { type Ending, faultOfEnding, workInBadWeather } from '#server/testing/work-in-bad-weather.ts'

const TIMEOUT_MS = 5000
const { alpha, beta, ctx } = await startTwoModels()
const person = await createPerson(ctx)

test('where three of ten calls fail, each job gives an answer that names its path or a failure that says why, in its time', async () => {
  alpha.respond(modelWeather(0.3, seededRandom(1)))
  beta.respond(modelWeather(0.3, seededRandom(2)))
  const endings = await workInBadWeather(ctx, person, {
    ...{ jobs: 60, concurrency: 15 },
    ...{ timeoutMs: TIMEOUT_MS, deadlineMs: 50_000 },
  })
  expect(endings.map(faultOfEnding).filter(Boolean)).toEqual([])
  const steps = endings.map(({ answer }) => answer?.path.at(-1)?.step)
  // By which of the two is up to how busy the machine is: fifteen calls that begin at once may all be too late for the first one.
  expect(steps.some((step) => step === 'primary' || step === 'fallback')).toBe(true)
  expect(steps).toContain('cache')
  expect(Math.max(...endings.map(({ longestMs }) => longestMs))).toBeLessThan(TIMEOUT_MS + 2000)
  // Each call for an answer is a row, the failed ones too.
  const attempts = endings.reduce((sum, ending) => sum + ending.attempts, 0)
  expect(await ctx.db.prisma.interaction.count()).toBe(attempts)
})

test('an ending without an answer, without a reason or without an end is a fault', () => {
  const step = { provider: 'alpha', model: null, attempts: 1, ms: 1 }
  const ending = (path: object[]): Ending => ({
    ...{ kind: 'improve', status: 'COMPLETED', error: undefined, ms: 1, longestMs: 1, attempts: 1 },
    inParts: false,
    answer: { path } as unknown as Ending['answer'],
  })
  const failed = { ...step, step: 'primary', outcome: 'failed', reason: 'it failed (500)' }
  const answered = { ...step, step: 'fallback', outcome: 'answered', reason: null }
  expect(faultOfEnding(ending([failed, answered]))).toBeUndefined()
  expect(faultOfEnding(ending([failed]))).toMatch(/no step/)
  expect(faultOfEnding(ending([{ ...failed, reason: null }, answered]))).toMatch(/does not say why/)
  expect(faultOfEnding({ ...ending([]), answer: undefined })).toMatch(/without an answer/)
  expect(faultOfEnding({ ...ending([answered]), status: 'RUNNING' })).toMatch(/RUNNING/)
  expect(faultOfEnding({ ...ending([]), status: 'FAILED' })).toMatch(/without a sentence/)
})
