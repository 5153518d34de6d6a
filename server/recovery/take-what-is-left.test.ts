import { expect, test } from 'vitest'
import { chosenStrategies } from '#server/contracts/kind-strategies.ts'
import type { PathStep } from '#server/contracts/processing.ts'
import { AppError } from '#server/platform/errors.ts'
import { ChainFailure } from './chain-failure.ts'
import { type LeftOver, takeWhatIsLeft } from './take-what-is-left.ts'

const nobody = new ChainFailure(new AppError('provider-failed', 'Nobody answered.'), [])
const caller = new AbortController()
const usual = chosenStrategies('summarise', null)

type Given = Partial<LeftOver<string>> & {
  strategies?: typeof usual
  providers?: readonly { name: string; gate: { closedFor: () => number } }[]
  answer?: (signal: AbortSignal) => Promise<string>
  unanswered?: AppError
  signal?: AbortSignal
}
const provider = (name: string, closedMs = 0) => ({ name, gate: { closedFor: () => closedMs } })
function take({
  strategies = usual,
  providers = [provider('a')],
  answer,
  unanswered,
  signal,
  ...given
}: Given = {}) {
  const local = { name: 'built-in', model: 'm', answer: answer ?? (async () => 'local') }
  const path: PathStep[] = given.path ?? []
  return takeWhatIsLeft(
    {
      ...{ fresh: false, strategies, providers, local, signal: signal ?? caller.signal },
      ...(unanswered && { unanswered }),
    },
    {
      ...{ failure: nobody, partial: undefined, stale: undefined, signal: signal ?? caller.signal },
      ...given,
      path,
    },
  )
}

test('what is there is taken in the order of the strategies, and nothing behind it is asked', async () => {
  let asked = 0
  const answer = async () => {
    asked += 1
    return 'local'
  }
  const both = { partial: { value: 'gaps', missing: '1 of 2 parts' }, stale: { value: 'earlier' }, answer }
  expect((await take(both)).value).toBe('gaps')
  expect((await take({ ...both, partial: undefined })).value).toBe('earlier')
  expect(asked).toBe(0)
  expect((await take({ answer })).value).toBe('local')
  const turned = chosenStrategies('summarise', { off: [], order: ['local-engine'] })
  expect((await take({ ...both, strategies: turned })).value).toBe('local')
})

test('the engine stands in for providers only: not where it is the ordinary way, nor for a fault of ours', async () => {
  await expect(take({ providers: [] })).rejects.toMatchObject({ error: { message: 'Nobody answered.' } })
  const ours = await take({ failure: new TypeError('ours') }).catch((error: unknown) => error)
  expect(ours).toMatchObject({ name: 'ChainFailure', error: { code: 'internal' } })
  // What an earlier answer says is true all the same.
  expect((await take({ failure: new TypeError('ours'), stale: { value: 'earlier' } })).value).toBe('earlier')
})

test('a kind may have a sentence of its own for when nothing answered, and the engine’s reason goes before it', async () => {
  const unanswered = new AppError('provider-failed', 'Cut the recording first.')
  const strategies = chosenStrategies('transcribe', null)
  const failure = {
    error: { message: 'Cut the recording first.' },
    path: [{ step: 'stale', outcome: 'miss' }],
  }
  await expect(take({ strategies, unanswered })).rejects.toMatchObject(failure)
  const answer = () => Promise.reject(new AppError('cannot-process', 'English only.'))
  await expect(take({ answer, unanswered })).rejects.toMatchObject({ error: { message: 'English only.' } })
})

test('where every provider is left alone, the failure names the first that is asked again, and a try before that is not made', async () => {
  const strategies = chosenStrategies('translate', null)
  const providers = [provider('a', 59_100), provider('b', 20_000)]
  await expect(take({ strategies, providers })).rejects.toMatchObject({
    error: { message: 'Nobody answered. b is asked again in 20 s.', retryAfter: 20, retryable: true },
  })
  await expect(take({ strategies, providers: [...providers, provider('c')] })).rejects.toMatchObject({
    error: { message: 'Nobody answered.', retryAfter: undefined },
  })
})

test('a job waits at most an hour for providers that want to be left alone, and what a retry cannot help waits for nobody', async () => {
  const strategies = chosenStrategies('translate', null)
  const providers = [provider('a', 10 * 3_600_000)]
  await expect(take({ strategies, providers })).rejects.toMatchObject({ error: { retryAfter: 3_600 } })
  const answer = () => Promise.reject(new AppError('cannot-process', 'English only.'))
  await expect(take({ providers, answer })).rejects.toMatchObject({
    error: { message: 'English only.', retryAfter: undefined },
  })
})

test('who gives up while the engine works gets their own reason', async () => {
  const gone = new AbortController()
  const waiting = take({ signal: gone.signal, answer: () => new Promise(() => {}) })
  gone.abort(new Error('gone'))
  await expect(waiting).rejects.toThrow('gone')
})
