// A long history: 260,000 updates, one a key press, by eight people in a page of some 250,000 characters. What the log takes on
// disk before and after packing, how long a cold read of the page takes, and who wrote each character of it, now and in an
// old version.
// npm run bench -- history
import * as Y from 'yjs'
import { sealHistory } from '#server/collaboration/internal/history/seal-history.ts'
import { poolQuery } from '#server/collaboration/internal/query.ts'
import { storeSnapshot } from '#server/collaboration/internal/store-snapshot.ts'
import { readAttribution } from '#server/collaboration/read-attribution.ts'
import { readDocument } from '#server/collaboration/read-document.ts'
import { processConfig } from '#server/platform/config/process-config.ts'
import { closeContext, createContext } from '#server/platform/context.ts'
import { newId, newSecret } from '#server/platform/ids.ts'
import { createPage, createPerson } from '#server/testing/factories.ts'

const UPDATES = 260_000
const PEOPLE = 8
const PARAGRAPH = 400
const SNAPSHOT_EVERY = 8192
// About as often as in English.
const LETTERS = '      eeeeettttaaaoooiiinnnssshhrrddllucmwfgypbvk'

const ctx = createContext({ ...processConfig(), secret: newSecret(), logLevel: 'warn' }, 'bench')
const ada = await createPerson(ctx)
const documentId = await createPage(ctx, ada, { title: 'A long history' })
const people = Array.from({ length: PEOPLE }, () => newId())
const query = poolQuery(ctx)

/** Somebody types a word at the end of a paragraph of theirs; one key in twenty deletes. */
function typist(doc: Y.Doc): (take: (bytes: Uint8Array) => void) => void {
  let text: Y.XmlText | undefined
  return (take) => {
    doc.once('update', take)
    doc.transact(() => {
      if (!text || text.length >= PARAGRAPH) {
        const paragraph = new Y.XmlElement('paragraph')
        text = new Y.XmlText()
        paragraph.insert(0, [text])
        doc.getXmlFragment('body').push([paragraph])
      }
      if (text.length > 5 && Math.random() < 0.02) text.delete(text.length - 1, 1)
      else text.insert(text.length, LETTERS[Math.floor(Math.random() * LETTERS.length)] ?? ' ')
    })
  }
}

async function append(seq: number, rows: { bytes: Uint8Array; person: number }[]): Promise<void> {
  await ctx.db.pool.query(
    `INSERT INTO "DocumentUpdate" ("documentId", seq, "actorId", "actorKind", bytes, "createdAt")
     SELECT $1::uuid, $2::int + n, people[person + 1], 'person', decode(bytes, 'hex'), timestamptz '2026-01-01' + ($2::int + n) * interval '130 ms'
       FROM (SELECT $5::uuid[] AS people) AS p, unnest($3::int[], $4::text[]) WITH ORDINALITY AS r(person, bytes, n)`,
    [
      documentId,
      seq,
      rows.map(({ person }) => person),
      rows.map(({ bytes }) => Buffer.from(bytes).toString('hex')),
      people,
    ],
  )
  await ctx.db.prisma.document.update({ where: { id: documentId }, data: { headSeq: seq + rows.length } })
}

async function bytesOf(table: string): Promise<number> {
  await ctx.db.pool.query(`VACUUM FULL "${table}"`)
  const { rows } = await ctx.db.pool.query<{ bytes: string }>(
    `SELECT pg_total_relation_size('"${table}"') AS bytes`,
  )
  return Number(rows[0]?.bytes)
}

async function median(times: number, work: () => Promise<unknown>): Promise<string> {
  const spent: number[] = []
  for (let time = 0; time < times; time++) {
    const begun = performance.now()
    await work()
    spent.push(performance.now() - begun)
  }
  return `${spent.sort((a, b) => a - b)[times >> 1]?.toFixed(0)} ms`
}

const { doc: server, seq: first } = await readDocument(ctx, documentId)
const docs = people.map(() => new Y.Doc())
for (const doc of docs) Y.applyUpdate(doc, Y.encodeStateAsUpdate(server))
const typists = docs.map(typist)
let seq = first
while (seq < UPDATES) {
  const rows: { bytes: Uint8Array; person: number }[] = []
  for (let n = 0; n < SNAPSHOT_EVERY; n++) {
    const person = Math.floor(Math.random() * PEOPLE)
    typists[person]?.((bytes) => rows.push({ bytes, person }))
  }
  await append(seq, rows)
  seq += rows.length
  server.transact(() => {
    for (const { bytes } of rows) Y.applyUpdate(server, bytes)
  })
  for (const doc of docs) Y.applyUpdate(doc, Y.encodeStateAsUpdate(server, Y.encodeStateVector(doc)))
  await storeSnapshot(query, documentId, seq, Y.encodeStateAsUpdate(server))
}
const rowsBytes = await bytesOf('DocumentUpdate')
const streamed = await median(3, async () => {
  await ctx.db.pool.query('SELECT bytes FROM "DocumentUpdate" WHERE "documentId" = $1 ORDER BY seq', [
    documentId,
  ])
})
const begun = performance.now()
let segments = 0
for (let made = 1; made > 0; segments += made) made = await sealHistory(ctx.db.pool, documentId)
const packing = performance.now() - begun
const packedBytes = (await bytesOf('DocumentUpdate')) + (await bytesOf('DocumentSegment'))
const characters = (await readAttribution(ctx, documentId, { seq: undefined, withinMs: 0 })).texts
  .flatMap(({ runs }) => runs)
  .reduce((sum, { length }) => sum + length, 0)

const mb = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`
console.log(`${seq} updates, ${characters} characters, ${PEOPLE} people, ${segments} segments`)
console.log(
  `log as rows ${mb(rowsBytes)}, packed ${mb(packedBytes)}: ${(rowsBytes / packedBytes).toFixed(1)} times less`,
)
console.log(`packing ${(packing / segments).toFixed(0)} ms a segment; reading all rows alone ${streamed}`)
console.log(`cold read of the page: ${await median(5, () => readDocument(ctx, documentId))}`)
for (const [name, at] of [
  ['now', undefined],
  ['half-way', UPDATES / 2 + 1234],
] as const)
  for (const withinMs of [0, 60_000])
    console.log(
      `who wrote each character, ${name}, runs within ${withinMs / 1000} s: ${await median(5, () => readAttribution(ctx, documentId, { seq: at, withinMs }))}`,
    )
await closeContext(ctx)
