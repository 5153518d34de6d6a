import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { LIMITS } from '#server/contracts/collaboration.ts'
import { createPage, createPerson } from '#server/testing/factories.ts'
import { browserHeaders, RawClient } from '#server/testing/raw-collab-client.ts'
import { serve } from '#server/testing/serve-collaboration.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'

// What a connection may send at once is ten times what it may send in a second.
const BURST = LIMITS.framesPerSecond * 10

test('RATE_LIMIT_SCALE multiplies the limit of frames too: what takes seconds at 1 goes through at 1000', async () => {
  const ctx = await createTestContext({ RATE_LIMIT_SCALE: '1000' })
  const { url } = await serve(ctx)
  const ada = await createPerson(ctx)
  const client = new RawClient(url, await createPage(ctx, ada), { saved: true, headers: browserHeaders(ada) })
  await client.whenSynced()
  await until('the first frame saved', () => client.saved === 1)
  const began = performance.now()
  const source = new Y.Doc()
  source.on('update', (update: Uint8Array) => client.sync(2, update))
  // At a scale of 1 these would take half a minute.
  for (let n = 0; n < BURST * 4; n++) source.getText('title').insert(0, 'x')
  await until('all saved', () => client.saved === BURST * 4 + 1, 20_000)
  expect(performance.now() - began).toBeLessThan(20_000)
  client.close()
})
