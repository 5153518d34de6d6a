import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { newId } from '#server/platform/ids.ts'
import { createPage, createPerson } from '#server/testing/factories.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { type HistoryAuthor, type Oracle, takeSnapshot, writeHistory } from '#server/testing/write-history.ts'
import { editDocument } from './edit-document.ts'
import { sealHistory } from './internal/history/seal-history.ts'
import { poolQuery } from './internal/query.ts'
import { buildDoc, readUpdatesAfter } from './internal/stored-document.ts'
import { type AuthoredText, readAttribution } from './read-attribution.ts'

const ctx = await createTestContext()
const query = poolQuery(ctx)
const ada = await createPerson(ctx)
const authors: HistoryAuthor[] = [
  { kind: 'person', id: ada.userId },
  { kind: 'person', id: newId() },
  { kind: 'job', id: newId() },
]
const exact = { withinMs: 0 }

/** A word for every visible character of a page, in the order in which attribution tells them. */
function characters(doc: Y.Doc, wordOf: (client: number, clock: number) => string): string[] {
  const words: string[] = []
  const tell = (text: Y.Text): void => {
    for (let item = text._start; item; item = item.right)
      if (!item.deleted && item.content instanceof Y.ContentString)
        for (let at = 0; at < item.length; at++) words.push(wordOf(item.id.client, item.id.clock + at))
  }
  tell(doc.getText('title'))
  for (const node of doc.getXmlFragment('body').createTreeWalker(() => true))
    if (node instanceof Y.XmlText) tell(node)
  return words
}

const told = (texts: readonly AuthoredText[]): string[] =>
  texts.flatMap(({ runs }) =>
    runs.flatMap(({ length, first }) =>
      Array.from({ length }, () => `${first?.author.kind} ${first?.author.id} ${first?.seq}`),
    ),
  )

function expected(doc: Y.Doc, oracle: Oracle): string[] {
  return characters(doc, (client, clock) => {
    const author = oracle.authorOf.get(`${client} ${clock}`)
    return `${author?.kind} ${author?.id} ${oracle.seqOf.get(`${client} ${clock}`)}`
  })
}

async function versionOf(documentId: string, seq: number): Promise<Y.Doc> {
  return buildDoc({ snapshot: undefined, updates: await readUpdatesAfter(query, documentId, 0, seq) })
}

describe('attribution', () => {
  test.each([1, 2, 3])(
    'names the author and the update of every character, in any version, packed or not (seed %i)',
    async (seed) => {
      const documentId = await createPage(ctx, ada, { title: '' })
      const first = await writeHistory(ctx, documentId, authors, 1500, seed)
      await takeSnapshot(ctx, documentId)
      const second = await writeHistory(ctx, documentId, authors, 400, seed + 10)
      const oracle = {
        authorOf: new Map([...first.authorOf, ...second.authorOf]),
        seqOf: new Map([...first.seqOf, ...second.seqOf]),
      }
      const versions = [40, 700, 1501, 1700, 1901]
      for (const isSealed of [false, true]) {
        if (isSealed) expect(await sealHistory(ctx.db.pool, documentId)).toBe(1)
        for (const seq of versions) {
          const { texts } = await readAttribution(ctx, documentId, { seq, ...exact })
          const wanted = expected(await versionOf(documentId, seq), oracle)
          expect(told(texts)).toEqual(wanted)
          expect(wanted.length).toBeGreaterThan(10)
        }
      }
    },
  )

  test('joins neighbours of one author within the asked time, and never over a longer pause', async () => {
    const documentId = await createPage(ctx, ada, { title: '' })
    const title = (doc: Y.Doc) => doc.getText('title')
    const person = { kind: 'person', id: ada.userId } as const
    for (const word of ['one ', 'two ', 'three'])
      await editDocument(ctx, person, documentId, (doc) => title(doc).insert(title(doc).length, word))
    const moments = ['2026-01-01T00:00:00Z', '2026-01-01T00:00:30Z', '2026-01-01T00:02:00Z']
    for (const [place, at] of moments.entries())
      await ctx.db.prisma.documentUpdate.update({
        where: { documentId_seq: { documentId, seq: place + 2 } },
        data: { createdAt: at },
      })
    const lengths = async (withinMs: number) => {
      const { texts } = await readAttribution(ctx, documentId, { seq: undefined, withinMs })
      return texts.find(({ root }) => root === 'title')?.runs.map(({ length }) => length)
    }
    expect(await lengths(0)).toEqual([4, 4, 5])
    expect(await lengths(30_000)).toEqual([8, 5])
    expect(await lengths(90_000)).toEqual([13])
  })

  test('goes by who delivered a text first, not by who repeats it', async () => {
    const documentId = await createPage(ctx, ada, { title: '' })
    const [thief] = [authors[1]]
    await editDocument(ctx, { kind: 'person', id: ada.userId }, documentId, (doc) =>
      doc.getText('title').insert(0, 'mine'),
    )
    const [, update] = await readUpdatesAfter(query, documentId, 0)
    await ctx.db.prisma.documentUpdate.create({
      data: {
        ...{ documentId, seq: 3, actorKind: 'person', actorId: thief?.id ?? null },
        bytes: new Uint8Array(update?.bytes ?? []),
      },
    })
    await ctx.db.prisma.document.update({ where: { id: documentId }, data: { headSeq: 3 } })
    const { seq, texts } = await readAttribution(ctx, documentId, { seq: undefined, ...exact })
    expect(seq).toBe(3)
    expect(texts.find(({ root }) => root === 'title')?.runs).toMatchObject([
      { length: 4, first: { author: { id: ada.userId }, seq: 2 } },
    ])
  })

  test('of a version before the first edit is empty, and of one not reached is refused', async () => {
    const documentId = await createPage(ctx, ada, { title: '' })
    expect(await readAttribution(ctx, documentId, { seq: 0, ...exact })).toEqual({ seq: 0, texts: [] })
    await expect(readAttribution(ctx, documentId, { seq: 9, ...exact })).rejects.toMatchObject({
      code: 'invalid-input',
      message: 'This page has versions up to 1; 9 is none of them.',
    })
    await expect(readAttribution(ctx, newId(), { seq: 0, ...exact })).rejects.toMatchObject({
      code: 'not-found',
    })
  })
})
