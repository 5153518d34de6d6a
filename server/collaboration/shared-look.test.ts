import { expect, test } from 'vitest'
import { newId } from '#server/platform/ids.ts'
import { createPage, createPerson } from '#server/testing/factories.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { editDocument } from './edit-document.ts'
import { sharedLook } from './shared-look.ts'

const ctx = await createTestContext()
const ada = await createPerson(ctx)

/** A look that tells the title, and how often it was taken. */
function titleLook() {
  const taken = { times: 0 }
  const titleOf = sharedLook((doc) => {
    taken.times++
    return doc.getText('title').toString()
  })
  return { taken, titleOf }
}

const write = (id: string, word: string) =>
  editDocument(ctx, { kind: 'person', id: ada.userId }, id, (doc) => doc.getText('title').insert(0, word))

test('hundred who ask at once take two looks: the first its own, all others the next together', async () => {
  const id = await createPage(ctx, ada)
  await write(id, 'Looms')
  const { taken, titleOf } = titleLook()
  const told = await Promise.all(Array.from({ length: 100 }, () => titleOf(ctx, id)))
  expect(new Set(told).size).toBe(1)
  expect(told[0]).toContain('Looms')
  expect(taken.times).toBe(2)
})

test('nobody is told what is older than the question, whatever look is under way', async () => {
  const id = await createPage(ctx, ada)
  const { titleOf } = titleLook()
  const early: Promise<string>[] = []
  for (let n = 0; n < 10; n++) {
    early.push(titleOf(ctx, id))
    await write(id, `${n} `)
    expect(await titleOf(ctx, id)).toMatch(new RegExp(`^${n} `))
  }
  await Promise.all(early)
})

test('a look that fails does so for those who share it alone, and the next is taken anew', async () => {
  const id = newId()
  const { titleOf } = titleLook()
  const asked = [titleOf(ctx, id), titleOf(ctx, id)]
  for (const one of asked) await expect(one).rejects.toMatchObject({ code: 'not-found' })
  const page = await createPage(ctx, ada)
  await expect(titleOf(ctx, page)).resolves.toEqual(expect.any(String))
  await expect(titleOf(ctx, id)).rejects.toMatchObject({ code: 'not-found' })
})
