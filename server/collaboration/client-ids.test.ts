import { expect, test } from 'vitest'
import { closeAfterEach } from '#server/testing/close-after-each.ts'
import { createPage, createPerson, type TestPerson } from '#server/testing/factories.ts'
import { browserHeaders, RawClient } from '#server/testing/raw-collab-client.ts'
import { type Served, serve } from '#server/testing/serve-collaboration.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'
import { readDocument } from './read-document.ts'

// Cursors tell everybody on a page the client id under which a colleague is going to write.
const ctx = await createTestContext()
const [one, other] = [await serve(ctx), await serve(ctx)]
const ada = await createPerson(ctx, { name: 'Ada' })
const mallory = await createPerson(ctx, { workspaceId: ada.workspaceId, name: 'Mallory' })

const closers = closeAfterEach()

function join(at: Served, page: string, person: TestPerson): Promise<RawClient> {
  const client = new RawClient(at.url, page, { saved: true, headers: browserHeaders(person) })
  closers.push(() => client.close())
  return client.whenSynced()
}

/** Ada shows her cursor, and Mallory has seen it. */
async function meet(at: Served, hers: Served = one): Promise<[string, RawClient, RawClient]> {
  const page = await createPage(ctx, ada)
  const [victim, squatter] = [await join(hers, page, ada), await join(at, page, mallory)]
  victim.say(victim.doc.clientID, 1, { cursor: 'here' })
  await until('her cursor', () => squatter.stateOf(victim.doc.clientID))
  return [page, victim, squatter]
}

test.each([
  ['in the same process', one],
  ['in another process', other],
])('nobody writes first under the client id of who is there, %s', async (_where, at) => {
  const [page, victim, squatter] = await meet(at)
  squatter.doc.clientID = victim.doc.clientID
  squatter.write('squatted')
  expect(await squatter.whenClosed()).toBe(4422)
  victim.write('mine')
  await until('saved', () => victim.saved === 2)
  const { doc } = await readDocument(ctx, page)
  expect(doc.getXmlFragment('body').toString()).toContain('mine')
  expect(doc.getXmlFragment('body').toString()).not.toContain('squatted')
})

test('nor under that of somebody who was there a moment ago', async () => {
  const [page, victim, squatter] = await meet(one)
  const { clientID } = victim.doc
  victim.close()
  await until('that she left', () => squatter.stateOf(clientID) === null)
  squatter.doc.clientID = clientID
  squatter.write('squatted')
  expect(await squatter.whenClosed()).toBe(4422)
  const again = new RawClient(one.url, page, { saved: true, headers: browserHeaders(ada) })
  closers.push(() => again.close())
  again.doc.clientID = clientID
  await again.whenSynced()
  again.write('back again')
  await until('saved', () => again.saved === 2)
})

test('an account writes under its own client id whether it shows a cursor or not', async () => {
  const page = await createPage(ctx, ada)
  const [shown, hidden] = [await join(one, page, ada), await join(one, page, ada)]
  shown.say(shown.doc.clientID, 1, { cursor: 'here' })
  shown.write('with a cursor')
  hidden.write('without one')
  await until('both saved', () => shown.saved === 2 && hidden.saved === 2)
})
