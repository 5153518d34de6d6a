import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { CLOSE } from '#server/contracts/collaboration.ts'
import { closeAfterEach } from '#server/testing/close-after-each.ts'
import { createPage, createPerson } from '#server/testing/factories.ts'
import { browserHeaders, RawClient } from '#server/testing/raw-collab-client.ts'
import { serve } from '#server/testing/serve-collaboration.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'

const ctx = await createTestContext()
const { url } = await serve(ctx)
const ada = await createPerson(ctx)

const closers = closeAfterEach()

function connect(documentId: string): RawClient {
  const client = new RawClient(url, documentId, { saved: true, headers: browserHeaders(ada) })
  closers.push(() => client.close())
  return client
}

// A close frame holds 123 bytes of reason, however many letters these are; more of them is an exception in the library, and
// one that is thrown while a frame is read would end the process with everybody's sockets.
test.each([
  ['Latin', 'x'],
  ['Cyrillic', 'ж'],
  ['Chinese', '漢'],
  ['emoji', '🧵'],
  ['line breaks', '\n'],
])('a forbidden name of many letters (%s) closes its sender alone, with a reason', async (_, letter) => {
  const page = await createPage(ctx, ada)
  const colleague = await connect(page).whenSynced()
  const sender = await connect(page).whenSynced()
  sender.doc.getXmlFragment('body').push([new Y.XmlElement(letter.repeat(60))])
  expect(await sender.whenClosed()).toBe(CLOSE.refused)
  expect(sender.closed?.reason).toMatch(/^not allowed: element "/)
  expect(Buffer.byteLength(sender.closed?.reason ?? '')).toBeLessThanOrEqual(123)
  colleague.write('still here')
  await until('what a colleague writes is saved', () => colleague.saved > 0)
})
