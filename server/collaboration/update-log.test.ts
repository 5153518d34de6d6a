import { afterAll, expect, test } from 'vitest'
import { newId } from '#server/platform/ids.ts'
import { lossyProxy } from '#server/testing/lossy-proxy.ts'
import { makeDocument } from '#server/testing/make-document.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'
import type { LogEntry } from './internal/log-entry.ts'
import { type AppendBatch, type AppendOutcome, createUpdateLog, type UpdateLog } from './update-log.ts'

const ctx = await createTestContext()
const url = ctx.config.databaseUrl ?? ''
const ada = { kind: 'person', id: newId(), sessionId: newId() } as const
const log = open(url)

function open(address: string): UpdateLog {
  const opened = createUpdateLog(address, () => {})
  afterAll(() => opened.close())
  return opened
}

function batch(documentId: string, expectedSeq: number, ...texts: string[]): AppendBatch {
  const entries = texts.map((text) => ({ bytes: Buffer.from(text), clientId: 1, author: ada }))
  return { documentId, expectedSeq, entries, claims: [], schemaVersion: 1 }
}

async function texts(documentId: string): Promise<string[]> {
  const rows = await ctx.db.prisma.documentUpdate.findMany({
    where: { documentId, seq: { gt: 1 } },
    orderBy: { seq: 'asc' },
  })
  expect(rows.map((row) => row.seq)).toEqual(rows.map((_, index) => index + 2))
  return rows.map((row) => Buffer.from(row.bytes).toString())
}

/** Sends a batch until it is in, as a writer does that learns from the answers. */
async function persist(writer: UpdateLog, documentId: string, text: string): Promise<void> {
  let expected = 1
  for (;;) {
    const [outcome] = await writer.append([batch(documentId, expected, text)])
    if (outcome?.kind === 'appended') return
    if (outcome?.kind === 'behind') expected = outcome.headSeq
  }
}

test('batches of several documents are appended together, each under its own next numbers', async () => {
  const [one, two] = [await makeDocument(ctx, ada), await makeDocument(ctx, ada)]
  const outcomes = await log.append([batch(one, 1, 'a', 'b'), batch(two, 1, 'c')])
  expect(outcomes).toEqual([{ kind: 'appended' }, { kind: 'appended' }])
  expect(await texts(one)).toEqual(['a', 'b'])
  expect(await texts(two)).toEqual(['c'])
  expect(await ctx.db.prisma.documentUpdate.findFirst({ where: { documentId: two, seq: 2 } })).toMatchObject({
    actorId: ada.id,
    actorKind: 'person',
    sessionId: ada.sessionId,
    clientId: 1n,
  })
})

test('each update and each claimed client id keeps its own author, also in one statement with others', async () => {
  const [one, two] = [await makeDocument(ctx, ada), await makeDocument(ctx, ada)]
  const bob = { kind: 'person', id: newId() } as const
  const job = { kind: 'job', id: newId() } as const
  const entry = (author: LogEntry['author'], clientId: number | null): LogEntry => {
    return { bytes: Buffer.from(`by ${author.id}`), clientId, author }
  }
  const outcomes = await log.append([
    {
      ...{ documentId: one, expectedSeq: 1, schemaVersion: 1 },
      entries: [entry(ada, 4_294_967_295), entry(job, null), entry(bob, 8)],
      claims: [
        { clientId: 4_294_967_295, author: ada },
        { clientId: 8, author: bob },
      ],
    },
    {
      ...{ documentId: two, expectedSeq: 1, schemaVersion: 1 },
      entries: [entry(job, 9)],
      claims: [{ clientId: 9, author: job }],
    },
  ])
  expect(outcomes).toEqual([{ kind: 'appended' }, { kind: 'appended' }])
  const logged = async (documentId: string) =>
    (
      await ctx.db.prisma.documentUpdate.findMany({
        where: { documentId, seq: { gt: 1 } },
        orderBy: { seq: 'asc' },
      })
    ).map(({ actorId, actorKind, sessionId, clientId, bytes }) => [
      ...[actorId, actorKind, sessionId, clientId, Buffer.from(bytes).toString()],
    ])
  expect(await logged(one)).toEqual([
    [ada.id, 'person', ada.sessionId, 4_294_967_295n, `by ${ada.id}`],
    [job.id, 'job', null, null, `by ${job.id}`],
    [bob.id, 'person', null, 8n, `by ${bob.id}`],
  ])
  expect(await logged(two)).toEqual([[job.id, 'job', null, 9n, `by ${job.id}`]])
  const claimed = async (documentId: string) =>
    (
      await ctx.db.prisma.documentClient.findMany({ where: { documentId }, orderBy: { clientId: 'asc' } })
    ).map(({ clientId, actorId, actorKind }) => [clientId, actorId, actorKind])
  expect(await claimed(one)).toEqual(
    expect.arrayContaining([
      [8n, bob.id, 'person'],
      [4_294_967_295n, ada.id, 'person'],
    ]),
  )
  expect(await claimed(two)).toContainEqual([9n, job.id, 'job'])
})

test('of two batches for the same number one gets in, and the other is told where the log ends', async () => {
  const id = await makeDocument(ctx, ada)
  const outcomes = (
    await Promise.all([log.append([batch(id, 1, 'x')]), log.append([batch(id, 1, 'y')])])
  ).flat()
  expect(outcomes.map((outcome) => outcome.kind)).toContain('appended')
  expect(await texts(id)).toHaveLength(1)
  expect(await log.append([batch(id, 1, 'z')])).toEqual([{ kind: 'behind', headSeq: 2 }])
})

test('a document that is not there is gone, and does not hold up the others', async () => {
  const id = await makeDocument(ctx, ada)
  expect(await log.append([batch(newId(), 0, 'a'), batch(id, 1, 'b')])).toEqual([
    { kind: 'gone' },
    { kind: 'appended' },
  ])
})

test('a document whose row is locked is busy, and does not hold up the others', async () => {
  const [locked, free] = [await makeDocument(ctx, ada), await makeDocument(ctx, ada)]
  const client = await ctx.db.pool.connect()
  await client.query('BEGIN')
  await client.query('SELECT 1 FROM "Document" WHERE id = $1 FOR UPDATE', [locked])
  const outcomes = await log.append([batch(locked, 1, 'a'), batch(free, 1, 'b')])
  expect(outcomes).toEqual([{ kind: 'busy' }, { kind: 'appended' }])
  await client.query('ROLLBACK')
  client.release()
  expect(await log.append([batch(locked, 1, 'a')])).toEqual([{ kind: 'appended' }])
})

test('numbers are dense and nothing is lost when several processes append to one document', async () => {
  const id = await makeDocument(ctx, ada)
  const writers = [open(url), open(url), open(url)]
  const expected = writers.flatMap((_, w) => Array.from({ length: 20 }, (_, n) => `${w}-${n}`))
  await Promise.all(
    writers.map(async (writer, w) => {
      for (let n = 0; n < 20; n++) await persist(writer, id, `${w}-${n}`)
    }),
  )
  expect((await texts(id)).sort()).toEqual(expected.sort())
})

test('a client id that another account owns takes the whole batch back', async () => {
  const id = await makeDocument(ctx, ada)
  const eve = { kind: 'person', id: newId(), sessionId: newId() } as const
  const claim = { ...batch(id, 1, 'mine'), claims: [{ clientId: 77, author: ada }] }
  expect(await log.append([claim])).toEqual([{ kind: 'appended' }])
  const theft = { ...batch(id, 2, 'stolen'), claims: [{ clientId: 77, author: eve }] }
  await expect(log.append([theft])).rejects.toMatchObject({ constraint: 'DocumentClient_pkey' })
  expect(await texts(id)).toEqual(['mine'])
})

test('a reply lost after the commit: the batch sent again is refused, and is in the log once', async () => {
  const id = await makeDocument(ctx, ada)
  const proxy = await lossyProxy(url)
  afterAll(() => proxy.close())
  const remote = open(proxy.url)
  await remote.append([batch(id, 1, 'before')])
  proxy.loseAnswers()
  const lost: Promise<AppendOutcome[] | Error> = remote
    .append([batch(id, 2, 'once')])
    .catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))))
  await until('the commit', async () => (await texts(id)).includes('once'))
  proxy.cut()
  expect(await lost).toBeInstanceOf(Error)
  expect(await remote.append([batch(id, 2, 'once')])).toEqual([{ kind: 'behind', headSeq: 3 }])
  expect(await texts(id)).toEqual(['before', 'once'])
})

test('commits wait for the disk even where the database says otherwise', async () => {
  const name = new URL(url).pathname.slice(1)
  await ctx.db.pool.query(`ALTER DATABASE ${name} SET synchronous_commit = off`)
  const strict = open(url)
  const id = await makeDocument(ctx, ada)
  const client = await ctx.db.pool.connect()
  // A trigger runs inside the appending transaction and so sees its settings.
  await client.query(`CREATE FUNCTION show_commit() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN NEW.title := current_setting('synchronous_commit'); RETURN NEW; END $$`)
  await client.query(
    `CREATE TRIGGER show_commit BEFORE UPDATE ON "Document" FOR EACH ROW EXECUTE FUNCTION show_commit()`,
  )
  await strict.append([batch(id, 1, 'x')])
  await client.query('DROP TRIGGER show_commit ON "Document"')
  client.release()
  expect((await ctx.db.prisma.document.findUniqueOrThrow({ where: { id } })).title).toBe('on')
})
