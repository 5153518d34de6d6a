import { expect, test } from 'vitest'
import { processMetrics } from '#server/platform/metrics/process-metrics.ts'
import { createPage, createPerson } from '#server/testing/factories.ts'
import { browserHeaders, RawClient } from '#server/testing/raw-collab-client.ts'
import { serve } from '#server/testing/serve-collaboration.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'

const ctx = await createTestContext()
const { url, collaboration } = await serve(ctx)
const ada = await createPerson(ctx)

async function told(name: string): Promise<number> {
  const line = (await processMetrics().metrics()).split('\n').find((one) => one.startsWith(`${name} `))
  return Number(line?.split(' ')[1])
}

test('what is committed, refused and open is told as it happens', async () => {
  const page = await createPage(ctx, ada)
  const join = () => new RawClient(url, page, { saved: true, headers: browserHeaders(ada) })
  const [client, rude] = [await join().whenSynced(), await join().whenSynced()]
  const before = await told('weft_collab_acknowledgement_seconds_count')
  for (let n = 0; n < 20; n++) client.write(`line ${n}`)
  await until('all saved', () => client.saved === 21)
  expect(await told('weft_collab_acknowledgement_seconds_count')).toBe(before + 20)
  expect(await told('weft_collab_documents')).toBe(1)
  expect(await told('weft_collab_sockets')).toBe(2)
  expect(await told('weft_collab_unacknowledged')).toBe(0)
  expect(await told('weft_collab_oldest_unacknowledged_seconds')).toBe(0)
  rude.send(new Uint8Array([0, 2, 3, 1]))
  await rude.whenClosed()
  expect(await told('weft_collab_refused_total{reason="malformed"}')).toBe(1)
  expect(collaboration.figures.acknowledgedMs).toBeGreaterThan(0)
  client.close()
})

test('what cannot be committed is told with its age, until it is', async () => {
  const page = await createPage(ctx, ada)
  const client = await new RawClient(url, page, { saved: true, headers: browserHeaders(ada) }).whenSynced()
  const holder = await ctx.db.pool.connect()
  await holder.query('BEGIN')
  await holder.query('SELECT 1 FROM "Document" WHERE id = $1 FOR UPDATE', [page])
  client.write('held')
  await until('one that waits', async () => (await told('weft_collab_unacknowledged')) === 1)
  expect(await told('weft_collab_oldest_unacknowledged_seconds')).toBeGreaterThan(0)
  await holder.query('ROLLBACK')
  holder.release()
  await until('it is saved', () => client.saved === 2)
  expect(await told('weft_collab_unacknowledged')).toBe(0)
  client.close()
})
