import { once } from 'node:events'
import { expect, test } from 'vitest'
import { closeAfterEach } from '#server/testing/close-after-each.ts'
import { createPage, createPerson, type TestPerson } from '#server/testing/factories.ts'
import { RawClient } from '#server/testing/raw-collab-client.ts'
import { type CollabProcess, startCollabProcess } from '#server/testing/start-collab-process.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'
import { readLog } from './internal/history/read-log.ts'
import { poolQuery } from './internal/query.ts'

const ctx = await createTestContext()
const ada = await createPerson(ctx)
const processes = await Promise.all([1, 2, 3, 4].map(() => startCollabProcess(ctx)))

const closers = closeAfterEach()

async function join(documentId: string, at: CollabProcess, who: TestPerson = ada): Promise<RawClient> {
  const client = new RawClient(at.url, documentId, {
    saved: true,
    headers: { cookie: who.cookie, origin: at.origin },
  })
  closers.push(() => client.close())
  await client.whenSynced()
  await until('the first frame saved', () => client.saved === 1)
  return client
}

const joinAll = (documentId: string) => Promise.all(processes.map((one) => join(documentId, one)))

/** The log of the page: numbers without a gap, and every line once. */
async function expectWhole(
  documentId: string,
  clients: readonly RawClient[],
  lines: string[],
): Promise<void> {
  const [first] = clients
  await until('the same everywhere', () => clients.every((one) => one.text() === first?.text()), 15_000)
  for (const line of lines) expect(first?.text().split(`>${line}<`)).toHaveLength(2)
  const seqs = (await readLog(poolQuery(ctx), documentId, 0)).map(({ seq }) => seq)
  expect(seqs).toEqual(seqs.map((_, place) => place + 1))
}

test('four processes on one database: what is typed on each is on all, once, in one order', async () => {
  const page = await createPage(ctx, ada)
  const clients = await joinAll(page)
  const lines: string[] = []
  for (let n = 0; n < 25; n++)
    for (const [place, client] of clients.entries()) {
      lines.push(`${place}.${n}`)
      client.write(`${place}.${n}`)
    }
  await until('everything saved', () => clients.every(({ saved }) => saved === 26), 15_000)
  await expectWhole(page, clients, lines)
})

test('a process that slept while others wrote wakes and writes nothing out of order', async () => {
  const page = await createPage(ctx, ada)
  const clients = await joinAll(page)
  const [sleeper, ...others] = clients
  const [asleep] = processes
  if (!sleeper || !asleep) throw new Error('nobody to sleep')
  sleeper.write('before')
  asleep.child.kill('SIGSTOP')
  const lines = ['before']
  for (let n = 0; n < 20; n++) {
    sleeper.write(`asleep ${n}`)
    lines.push(`asleep ${n}`)
    for (const [place, client] of others.entries()) {
      client.write(`awake ${place}.${n}`)
      lines.push(`awake ${place}.${n}`)
    }
    const [first] = others
    await until('the others to go on', () => first?.saved === n + 2, 10_000)
  }
  asleep.child.kill('SIGCONT')
  await until('everything saved', () => sleeper.saved === 22, 15_000)
  await expectWhole(page, clients, lines)
})

test('a process that is killed in the middle loses nothing that it acknowledged, and the others go on', async () => {
  const page = await createPage(ctx, ada)
  const doomed = await startCollabProcess(ctx)
  const [here, there] = [await join(page, doomed), await join(page, processes[0] ?? doomed)]
  const gone = once(doomed.child, 'exit')
  for (let n = 0; n < 200; n++) here.write(`doomed ${n}`)
  await until('some of it saved', () => here.saved > 20, 10_000)
  doomed.child.kill('SIGKILL')
  await gone
  const acknowledged = here.saved - 1
  there.write('after')
  await until('the others saved', () => there.saved === 2)
  const fresh = await join(page, processes[1] ?? doomed)
  for (let n = 0; n < acknowledged; n++) expect(fresh.text()).toContain(`>doomed ${n}<`)
  expect(fresh.text()).toContain('>after<')
})
