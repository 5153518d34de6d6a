import * as Y from 'yjs'
import { ROOT } from '#server/contracts/collaboration.ts'
import { readAccepted, readGenerated } from '#server/document-model/generated-text.ts'
import { findResult } from '#server/document-model/job-result-block.ts'
import { sumOfStretches } from '#server/document-model/stretches.ts'
import type { Context } from '#server/platform/context.ts'
import type { Query } from './query.ts'
import { buildDoc, newestGoodSnapshot, readUpdatesAfter } from './stored-document.ts'

/** An update that marked words as coming from a source. */
export type Marking = { sourceId: string; seq: number }

/**
 * Which sentences and pictures each of these updates accepted, as their sums: those that named the source after it and not before, while
 * its result waited in the page. Words that are moved or pasted once it is settled are accepted by nobody. Reads the page as it was before
 * and after each, from the snapshot next to it. `markings` are in the order of the log.
 */
export async function readAcceptedWords(
  query: Query,
  documentId: string,
  log: Context['log'],
  markings: readonly Marking[],
): Promise<string[][]> {
  const found: string[][] = []
  let page: { doc: Y.Doc; seq: number } | undefined
  for (const { sourceId, seq } of markings) {
    const before = await pageAt(query, documentId, log, seq - 1, page)
    const known = wordsOf(before.doc, sourceId)
    const { isWaiting } = known
    // Another source of the same update is looked at from the same state.
    const after = await pageAt(query, documentId, log, seq, copyOf(before))
    const now = wordsOf(after.doc, sourceId)
    after.doc.destroy()
    found.push(isWaiting ? [...now.sums].filter((sum) => !known.sums.has(sum)) : [])
    page = before
  }
  page?.doc.destroy()
  return found
}

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
  const snapshot = await newestGoodSnapshot(query, documentId, log, seq)
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

function copyOf({ doc, seq }: PageAt): PageAt {
  const snapshot = { seq, bytes: Y.encodeStateAsUpdate(doc) }
  return { doc: buildDoc({ snapshot, updates: [] }), seq }
}

function wordsOf(doc: Y.Doc, sourceId: string): { isWaiting: boolean; sums: ReadonlySet<string> } {
  const result = findResult(doc.getXmlFragment(ROOT.body), [sourceId])
  const stretches = [...readGenerated(doc).stretches, ...(result ? readAccepted(result) : [])]
  const own = stretches.filter(({ taskId }) => taskId === sourceId)
  return { isWaiting: result !== undefined, sums: new Set(own.map((one) => sumOfStretches([one]))) }
}
