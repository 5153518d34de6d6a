import { parentPort } from 'node:worker_threads'
import * as Y from 'yjs'
import { keepMarks } from '#server/document-model/keep-marks.ts'
import { type PackedUpdates, unpackUpdates } from './packed-updates.ts'
import { type Projection, projectionOf } from './projection.ts'

/** What the thread is asked: to bring its copy of a document from one number to another, and what to make of it. */
export type RenderRequest = {
  id: number
  documentId: string
  /** The number of the state that `updates` follow. Without `base` the thread must have it, or answers `missing`. */
  from: number
  base?: Uint8Array | undefined
  updates: PackedUpdates
  to: number
  /** False for a document that is not worth its place in memory until it is asked for again. */
  keep: boolean
  /** Asks for a snapshot, which must have exactly these clocks. */
  vector?: ReadonlyMap<number, number> | undefined
}

export type RenderAnswer =
  | ({ id: number; kind: 'rendered'; snapshot: Uint8Array | undefined } & Projection)
  | { id: number; kind: 'missing' }
  | { id: number; kind: 'failed'; reason: string }

// A live document takes about eleven times its bytes: only those in use are kept.
const DOCS_KEPT = 24
const docs = new Map<string, { doc: Y.Doc; seq: number }>()

// A thread of its own, because building and encoding a large document takes tens of milliseconds, during which nobody else's
// typing would be delivered.
parentPort?.on('message', (request: RenderRequest) => parentPort?.postMessage(answer(request)))

function answer(request: RenderRequest): RenderAnswer {
  const { id, documentId, to, vector } = request
  try {
    const doc = bringUpToDate(request)
    if (!doc) return { id, kind: 'missing' }
    if (request.keep) remember(documentId, doc, to)
    else docs.delete(documentId)
    if (doc.store.pendingStructs !== null || doc.store.pendingDs !== null)
      return { id, kind: 'failed', reason: 'the log refers to something that it does not hold' }
    if (vector && !isVectorOf(vector, doc))
      return { id, kind: 'failed', reason: 'the document does not have the clocks of its log' }
    return { id, kind: 'rendered', ...projectionOf(doc), snapshot: vector && Y.encodeStateAsUpdate(doc) }
  } catch (error) {
    docs.delete(documentId)
    return {
      id,
      kind: 'failed',
      reason: error instanceof Error ? (error.stack ?? error.message) : String(error),
    }
  }
}

function bringUpToDate({ documentId, from, base, updates }: RenderRequest): Y.Doc | undefined {
  const known = docs.get(documentId)
  const fresh = base !== undefined || from === 0
  if (!fresh && known?.seq !== from) return undefined
  const doc = fresh || !known ? newDoc() : known.doc
  doc.transact(() => {
    if (base) Y.applyUpdate(doc, base)
    for (const update of unpackUpdates(updates)) Y.applyUpdate(doc, update)
  })
  return doc
}

/** A copy that tells nobody what it does: it has to do nothing by itself. */
function newDoc(): Y.Doc {
  const doc = new Y.Doc()
  keepMarks(doc)
  return doc
}

function remember(documentId: string, doc: Y.Doc, seq: number): void {
  docs.delete(documentId)
  docs.set(documentId, { doc, seq })
  for (const oldest of docs.keys()) {
    if (docs.size <= DOCS_KEPT) break
    docs.delete(oldest)
  }
}

function isVectorOf(vector: ReadonlyMap<number, number>, doc: Y.Doc): boolean {
  const actual = Y.decodeStateVector(Y.encodeStateVector(doc))
  return actual.size === vector.size && [...vector].every(([client, clock]) => actual.get(client) === clock)
}
