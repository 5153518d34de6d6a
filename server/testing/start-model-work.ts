import { beforeEach } from 'vitest'
import { createProcessor } from '#server/processing/process-task.ts'
import { atFileEnd } from './at-file-end.ts'
import { createPerson } from './factories.ts'
import { startFakeModelServer } from './fake-model-server.ts'
import { forgetAnswers } from './forget-answers.ts'
import { loadLanguageModels } from './load-language-models.ts'
import { runRequests } from './run-requests.ts'
import { createTestContext } from './test-context.ts'

/**
 * A processor with one model, which is given at most 1,000 characters at a time, and a person who asks it. Each test begins without
 * answers of the one before; all of it ends with the test file.
 */
export async function startModelWork() {
  await loadLanguageModels()
  const model = await startFakeModelServer()
  const provider = { name: 'house', baseUrl: model.url, model: 'small', partCharacters: 1000 }
  const ctx = await createTestContext({ WEFT_PROVIDERS: JSON.stringify([provider]) })
  const owner = await createPerson(ctx)
  const processor = createProcessor(ctx, { breakerOpenMs: [1] })
  beforeEach(() => forgetAnswers(ctx))
  atFileEnd(async () => {
    await processor.close()
    await model.close()
  })
  return { model, ctx, owner, processor, run: runRequests(processor, owner) }
}

/** A server with two model providers, alpha, which is asked first, and beta; both end with the test file. */
export async function startTwoModels(options: { partCharacters?: number } = {}) {
  await loadLanguageModels()
  const alpha = await startFakeModelServer()
  const beta = await startFakeModelServer()
  const ctx = await createTestContext({
    WEFT_PROVIDERS: JSON.stringify([
      { name: 'alpha', baseUrl: alpha.url, model: 'large', ...options },
      { name: 'beta', baseUrl: beta.url, model: 'small', ...options },
    ]),
  })
  atFileEnd(async () => {
    await alpha.close()
    await beta.close()
  })
  return { alpha, beta, ctx }
}
