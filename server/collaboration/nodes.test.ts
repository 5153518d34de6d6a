import { expect, test } from 'vitest'
import { documentChannel, documentSignal, parseDocumentSignal } from '#server/contracts/collaboration.ts'
import { closeAfterEach } from '#server/testing/close-after-each.ts'
import { createPage, createPerson } from '#server/testing/factories.ts'
import { browserHeaders, RawClient } from '#server/testing/raw-collab-client.ts'
import { type Served, serve } from '#server/testing/serve-collaboration.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'

const ctx = await createTestContext()
const [one, other] = [await serve(ctx), await serve(ctx)]
const ada = await createPerson(ctx)

const closers = closeAfterEach()

async function join(documentId: string, at: Served): Promise<RawClient> {
  const client = new RawClient(at.url, documentId, { saved: true, headers: browserHeaders(ada) })
  closers.push(() => client.close())
  await client.whenSynced()
  await until('the first frame saved', () => client.saved === 1)
  return client
}

test('an edit on one process reaches readers on another, small or large, and back', async () => {
  const page = await createPage(ctx, ada)
  const [here, there] = [await join(page, one), await join(page, other)]
  here.write('small')
  await until('the small one', () => there.text().includes('small'))
  here.write('x'.repeat(20_000))
  await until('the large one', () => there.text().includes('x'.repeat(20_000)))
  there.write('answer')
  await until('the answer', () => here.text().includes('answer'))
})

test('a signal that runs ahead of the log, or is doubled, late or garbage, shows nobody anything twice or too early', async () => {
  const page = await createPage(ctx, ada)
  const [here, there] = [await join(page, one), await join(page, other)]
  for (const payload of [
    documentSignal(page, 99),
    documentSignal(page, 99, 'AAAA'),
    documentSignal(page, 2, 'garbage'),
    `${page} nonsense`,
  ])
    ctx.bus.notify(documentChannel(page), payload)
  for (let n = 0; n < 40; n++) {
    here.write(`here ${n}`)
    there.write(`there ${n}`)
    ctx.bus.notify(documentChannel(page), documentSignal(page, n))
  }
  await until('everything saved', () => here.saved === 41 && there.saved === 41)
  await until('the same on both', () => here.text() === there.text())
  for (let n = 0; n < 40; n++) expect(here.text().split(`>here ${n}<`)).toHaveLength(2)
  expect(await ctx.db.prisma.document.findUnique({ where: { id: page }, select: { headSeq: true } })).toEqual(
    {
      headSeq: 81,
    },
  )
})

test('a process signals no edits of a page that it alone has open, and all of them to whoever comes', async () => {
  const page = await createPage(ctx, ada)
  const heard: string[] = []
  closers.push(await ctx.bus.listen(documentChannel(page), (payload) => heard.push(payload)))
  const here = await join(page, one)
  let edits = 0
  const isEditSignalled = async (): Promise<boolean> => {
    const before = here.saved
    heard.length = 0
    here.write(`edit ${++edits}`)
    await until('it is saved', () => here.saved > before)
    // Signals arrive in the order in which they leave.
    ctx.bus.notify(documentChannel(page), `mark ${edits}`)
    await until('what followed it', () => heard.includes(`mark ${edits}`))
    return heard.some((payload) => parseDocumentSignal(payload)?.packed)
  }
  expect(await isEditSignalled()).toBe(true)
  await until('it knows that it is alone', async () => !(await isEditSignalled()))
  const there = await join(page, other)
  expect(there.text()).toContain(`>edit ${edits}<`)
  await until('they have met', isEditSignalled)
  await until('the last edit', () => there.text().includes(`>edit ${edits}<`))
})

test('writers on several processes append densely, and everybody ends with the same page', async () => {
  const third = await serve(ctx)
  const page = await createPage(ctx, ada)
  const clients = await Promise.all([one, other, third, one, other, third].map((at) => join(page, at)))
  for (let n = 0; n < 30; n++) for (const [place, client] of clients.entries()) client.write(`${place}.${n}`)
  await until('everything saved', () => clients.every(({ saved }) => saved === 31), 15_000)
  const [first] = clients
  await until('the same everywhere', () => clients.every((client) => client.text() === first?.text()))
  expect(await ctx.db.prisma.document.findUnique({ where: { id: page }, select: { headSeq: true } })).toEqual(
    {
      headSeq: 181,
    },
  )
  await third.stop()
})
