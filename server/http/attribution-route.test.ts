import { expect, test } from 'vitest'
import { editDocument } from '#server/collaboration/edit-document.ts'
import { Attribution } from '#server/contracts/attribution.ts'
import { newId } from '#server/platform/ids.ts'
import { callRoute } from '#server/testing/call-route.ts'
import { createPage, createPerson, type TestPerson } from '#server/testing/factories.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { GET } from '../../app/api/v1/documents/[id]/attribution/route.ts'
import { provideWebContext } from './web-context.ts'

const ctx = await createTestContext()
provideWebContext(ctx)
const owner = await createPerson(ctx, { name: 'Ada' })
const member = await createPerson(ctx, { workspaceId: owner.workspaceId, name: 'Grace' })
const stranger = await createPerson(ctx)

const asked = (who: TestPerson, id: string, path = '/') =>
  callRoute(GET, { cookie: who.cookie, params: { id }, path })

test('a page with text of two people and a job names all three; readers may ask, strangers learn nothing', async () => {
  const id = await createPage(ctx, owner, { title: 'Plan' })
  const append = (word: string) => (doc: import('yjs').Doc) =>
    doc.getText('title').insert(doc.getText('title').length, word)
  const taskId = newId()
  await editDocument(ctx, { kind: 'person', id: member.userId }, id, append(' of'))
  await editDocument(ctx, { kind: 'job', id: taskId }, id, append(' work'))
  const answer = Attribution.parse(await (await asked(member, id)).json())
  expect(answer.seq).toBe(3)
  expect(answer.authors).toMatchObject([
    { kind: 'person', id: owner.userId, name: 'Ada' },
    { kind: 'person', id: member.userId, name: 'Grace' },
    { kind: 'job', id: taskId, name: null },
  ])
  expect(answer.texts[0]).toMatchObject({
    ...{ root: 'title', path: [] },
    runs: [
      { length: 4, author: 0 },
      { length: 3, author: 1 },
      { length: 5, author: 2 },
    ],
  })
  const older = Attribution.parse(await (await asked(member, id, '/?seq=2')).json())
  expect(older.texts[0]?.runs.map(({ length }) => length)).toEqual([4, 3])
  expect((await asked(stranger, id)).status).toBe(404)
  expect((await asked(member, id, '/?seq=4')).status).toBe(400)
  expect((await asked(member, id, '/?within=-1')).status).toBe(400)
})

test('an author whose account is gone stays apart from others, without a name', async () => {
  const id = await createPage(ctx, owner, { title: '' })
  const gone = newId()
  await editDocument(ctx, { kind: 'person', id: gone }, id, (doc) => doc.getText('title').insert(0, 'left'))
  const answer = Attribution.parse(await (await asked(owner, id)).json())
  expect(answer.authors).toEqual([{ kind: 'person', id: gone, name: null, hue: null }])
})

test('many who ask at once for what takes long are answered one after the other, the rest told to come back', async () => {
  const id = await createPage(ctx, owner, { title: 'Long' })
  // Each is another question: no two of them share an answer.
  const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => asked(owner, id, `/?within=${n}`)))
  const statuses = answers.map(({ status }) => status)
  expect(new Set(statuses)).toEqual(new Set([200, 503]))
  expect(answers.find(({ status }) => status === 503)?.headers.get('retry-after')).toBe('5')
  expect((await asked(owner, id)).status).toBe(200)
})

test('the history of pages is asked for less often than pages are', async () => {
  const reader = await createPerson(ctx, { workspaceId: owner.workspaceId })
  const answer = await asked(reader, await createPage(ctx, owner))
  expect(answer.headers.get('ratelimit-policy')).toBe('"history";q=30;w=60')
})
