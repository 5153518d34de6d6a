import * as Y from 'yjs'
import { ROOT } from '#server/contracts/collaboration.ts'
import { readAccepted, readGenerated } from '#server/document-model/generated-text.ts'
import { findResult } from '#server/document-model/job-result-block.ts'
import { type Stretch, sumOfStretches } from '#server/document-model/stretches.ts'
import type { Context } from '#server/platform/context.ts'
import type { Query } from './query.ts'
import { buildDoc, newestGoodSnapshot, readUpdatesAfter } from './stored-document.ts'

/** An update that marked words as coming from a source. */
export type Marking = { sourceId: string; seq: number }

/**
 * Which sentences and pictures each of these updates accepted, as their sums: those that named the source after it and not before, while
 * its result waited in the page. Words that are moved or pasted once it is settled are accepted by nobody. Reads the page as it was before
 * and after each, one page for all of them, from the snapshot next to the first. `markings` are in the order of the log.
 */
export async function readAcceptedWords(
  query: Query,
  documentId: string,
  log: Context['log'],
  markings: readonly Marking[],
): Promise<string[][]> {
  const found: string[][] = []
  let page: PageAt | undefined
  let named: { seq: number; bySource: BySource } | undefined
  const wordsAt = ({ doc, seq }: PageAt, sources: readonly string[]): Map<string, Words> => {
    // Who accepts part after part leaves the page before an update as it was after the one before that.
    if (named?.seq !== seq) named = { seq, bySource: bySource(doc) }
    return wordsOf(doc, named.bySource, sources)
  }
  for (const [seq, own] of Map.groupBy(markings, (marking) => marking.seq)) {
    const sources = own.map(({ sourceId }) => sourceId)
    page = await pageAt(query, documentId, log, seq - 1, page)
    const before = wordsAt(page, sources)
    page = await pageAt(query, documentId, log, seq, page)
    const after = wordsAt(page, sources)
    for (const sourceId of sources) {
      const known = before.get(sourceId)
      const named = after.get(sourceId)?.sums ?? []
      found.push(known?.isWaiting ? [...named].filter((sum) => !known.sums.has(sum)) : [])
    }
  }
  page?.doc.destroy()
  return found
}

// Reading so many updates takes less than reading a snapshot.
const NEAR = 1_000

type PageAt = { doc: Y.Doc; seq: number }

/** The page as of number `seq`, going on from an earlier state of it where no snapshot is nearer. */
async function pageAt(
  query: Query,
  documentId: string,
  log: Context['log'],
  seq: number,
  from: PageAt | undefined,
): Promise<PageAt> {
  if (from?.seq === seq) return from
  const isNear = from !== undefined && seq - from.seq <= NEAR
  const snapshot = isNear ? undefined : await newestGoodSnapshot(query, documentId, log, seq)
  if (from && from.seq >= (snapshot?.seq ?? 0)) {
    const updates = await readUpdatesAfter(query, documentId, from.seq, seq)
    from.doc.transact(() => {
      for (const { bytes } of updates) Y.applyUpdate(from.doc, bytes)
    })
    return { doc: from.doc, seq }
  }
  from?.doc.destroy()
  const updates = await readUpdatesAfter(query, documentId, snapshot?.seq ?? 0, seq)
  return { doc: buildDoc({ snapshot, updates }), seq }
}

type Words = { isWaiting: boolean; sums: ReadonlySet<string> }

type BySource = ReadonlyMap<string, readonly Stretch[]>

function bySource(doc: Y.Doc): BySource {
  return Map.groupBy(readGenerated(doc).stretches, ({ taskId }) => taskId)
}

/** What of a page names each of these sources, and whether its result waits there. */
function wordsOf(doc: Y.Doc, named: BySource, sources: readonly string[]): Map<string, Words> {
  const body = doc.getXmlFragment(ROOT.body)
  return new Map(
    sources.map((sourceId) => {
      const result = findResult(body, [sourceId])
      const accepted = result ? readAccepted(result).filter(({ taskId }) => taskId === sourceId) : []
      const own = [...(named.get(sourceId) ?? []), ...accepted]
      return [
        sourceId,
        { isWaiting: result !== undefined, sums: new Set(own.map((one) => sumOfStretches([one]))) },
      ]
    }),
  )
}
