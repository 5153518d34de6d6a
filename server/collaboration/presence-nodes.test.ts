import { test } from 'vitest'
import type { WebsocketProvider } from 'y-websocket'
import { closeAfterEach } from '#server/testing/close-after-each.ts'
import { createPage, createPerson } from '#server/testing/factories.ts'
import { browserHeaders } from '#server/testing/raw-collab-client.ts'
import { type Served, serve } from '#server/testing/serve-collaboration.ts'
import { stockProvider } from '#server/testing/stock-provider.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'

const ctx = await createTestContext()
const [one, other] = [await serve(ctx), await serve(ctx)]
const ada = await createPerson(ctx, { name: 'Ada' })

const closers = closeAfterEach()

function join(documentId: string, at: Served): WebsocketProvider {
  const provider = stockProvider(at.url, documentId, browserHeaders(ada))
  closers.push(() => provider.destroy())
  return provider
}

const cursors = (provider: WebsocketProvider) =>
  [...provider.awareness.getStates()]
    .filter(([client]) => client !== provider.doc.clientID)
    .map(([, state]) => state.cursor)
    .sort()

test('people on several processes see each other come, move and go', async () => {
  const page = await createPage(ctx, ada)
  const [here, there] = [join(page, one), join(page, other)]
  here.awareness.setLocalState({ cursor: 'a1' })
  there.awareness.setLocalState({ cursor: 'b1' })
  await until('each other', () => cursors(here).includes('b1') && cursors(there).includes('a1'))
  for (let n = 2; n < 30; n++) here.awareness.setLocalState({ cursor: `a${n}` })
  await until('where the cursor came to rest', () => cursors(there).includes('a29'))
  const late = join(page, other)
  await until('everybody, for a newcomer', () => cursors(late).join() === 'a29,b1')
  here.destroy()
  await until('that one has gone', () => cursors(there).join() === '' && cursors(late).join() === 'b1')
})

test('a process that stops takes its people with it, and nobody else', async () => {
  const page = await createPage(ctx, ada)
  const third = await serve(ctx)
  const [here, there, gone] = [join(page, one), join(page, other), join(page, third)]
  here.awareness.setLocalState({ cursor: 'a' })
  there.awareness.setLocalState({ cursor: 'b' })
  gone.awareness.setLocalState({ cursor: 'c' })
  await until(
    'each of the others, for all three',
    () => cursors(here).join() === 'b,c' && cursors(there).join() === 'a,c' && cursors(gone).join() === 'a,b',
  )
  gone.shouldConnect = false
  await third.stop()
  await until('two are left', () => cursors(here).join() === 'b' && cursors(there).join() === 'a')
})
