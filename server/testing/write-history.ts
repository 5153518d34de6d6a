import * as Y from 'yjs'
import { poolQuery } from '#server/collaboration/internal/query.ts'
import { storeSnapshot } from '#server/collaboration/internal/store-snapshot.ts'
import { buildDoc, loadStored } from '#server/collaboration/internal/stored-document.ts'
import type { Context } from '#server/platform/context.ts'
import { seededRandom, writePage } from '#server/testing/random-page.ts'

export type HistoryAuthor = { kind: 'person' | 'job'; id: string }

/** Which update brought which clock, told by watching a live document: an oracle that shares no code with the log. */
export type Oracle = { authorOf: Map<string, HistoryAuthor>; seqOf: Map<string, number> }

/**
 * Appends `count` random edits to the log of a page: each author edits a copy of their own and hears of the others now and then, so
 * that edits interleave. Every minute of the log's time holds 20 of them.
 */
export async function writeHistory(
  ctx: Context,
  documentId: string,
  authors: readonly HistoryAuthor[],
  count: number,
  seed = 1,
): Promise<Oracle> {
  const stored = await loadStored(poolQuery(ctx), documentId, ctx.log)
  if (!stored) throw new Error('there is no such page')
  const random = seededRandom(seed)
  const server = buildDoc(stored)
  const oracle: Oracle = { authorOf: new Map(), seqOf: new Map() }
  const copies = authors.map(() => buildDoc(stored))
  const rows: { seq: number; author: HistoryAuthor; bytes: Uint8Array }[] = []
  while (rows.length < count) {
    const place = Math.floor(random() * authors.length)
    const [copy, author] = [copies[place], authors[place]]
    if (!copy || !author) throw new Error('there are no authors')
    if (random() < 0.3) Y.applyUpdate(copy, Y.encodeStateAsUpdate(server, Y.encodeStateVector(copy)))
    const bytes = oneEdit(copy, random)
    if (!bytes) continue
    const seq = stored.headSeq + rows.length + 1
    const known = Y.decodeStateVector(Y.encodeStateVector(server))
    Y.applyUpdate(server, bytes)
    for (const [client, to] of Y.decodeStateVector(Y.encodeStateVector(server)))
      for (let clock = known.get(client) ?? 0; clock < to; clock++) {
        oracle.authorOf.set(`${client} ${clock}`, author)
        oracle.seqOf.set(`${client} ${clock}`, seq)
      }
    rows.push({ seq, author, bytes })
  }
  await ctx.db.pool.query(
    `INSERT INTO "DocumentUpdate" ("documentId", seq, "clientId", "actorId", "actorKind", bytes, "createdAt")
     SELECT $1::uuid, seq, client, actor, kind::"ActorKind", decode(bytes, 'hex'), timestamptz '2026-01-01' + seq * interval '3 seconds'
       FROM unnest($2::int[], $3::bigint[], $4::uuid[], $5::text[], $6::text[]) AS r(seq, client, actor, kind, bytes)`,
    [
      documentId,
      rows.map(({ seq }) => seq),
      rows.map(({ bytes }) => Y.decodeUpdate(bytes).structs[0]?.id.client ?? null),
      rows.map(({ author }) => author.id),
      rows.map(({ author }) => author.kind),
      rows.map(({ bytes }) => Buffer.from(bytes).toString('hex')),
    ],
  )
  await ctx.db.prisma.document.update({
    where: { id: documentId },
    data: { headSeq: stored.headSeq + count },
  })
  return oracle
}

/** One edit of a page as its editor sends it; undefined when there was nothing to change. */
function oneEdit(doc: Y.Doc, random: () => number): Uint8Array | undefined {
  let sent: Uint8Array | undefined
  doc.once('update', (bytes: Uint8Array) => {
    sent = bytes
  })
  writePage(doc, random)
  return sent
}

/** Stores a snapshot of a page as it stands, as the collaboration server does; returns its number. */
export async function takeSnapshot(ctx: Context, documentId: string): Promise<number> {
  const query = poolQuery(ctx)
  const stored = await loadStored(query, documentId, ctx.log)
  if (!stored) throw new Error('there is no such page')
  await storeSnapshot(query, documentId, stored.headSeq, Y.encodeStateAsUpdate(buildDoc(stored)))
  return stored.headSeq
}
