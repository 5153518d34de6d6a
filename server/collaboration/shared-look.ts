import type * as Y from 'yjs'
import type { Context } from '#server/platform/context.ts'
import { readDocument } from './read-document.ts'

type Turn<Found> = { running: Promise<Found>; next?: Promise<Found> }

/**
 * Makes a function that tells what `look` finds in a document as committed. Everybody who asks while a look is under way shares the
 * next: a result that ends makes all who have its page open ask at once, and a large page costs a second of reading each time. What one
 * is told is never older than one's question. Does not ask who reads: the caller has. Throws `not-found`.
 */
export function sharedLook<Found>(
  look: (doc: Y.Doc) => Found,
): (ctx: Context, documentId: string) => Promise<Found> {
  const turns = new WeakMap<Context['db'], Map<string, Turn<Found>>>()

  function begin(ctx: Context, documentId: string, own: Map<string, Turn<Found>>): Promise<Found> {
    const running = lookAt(ctx, documentId, look)
    const turn: Turn<Found> = { running }
    own.set(documentId, turn)
    const end = () => {
      if (own.get(documentId) === turn && !turn.next) own.delete(documentId)
    }
    running.then(end, end)
    return running
  }

  return (ctx, documentId) => {
    const own = turns.get(ctx.db) ?? new Map<string, Turn<Found>>()
    turns.set(ctx.db, own)
    const turn = own.get(documentId)
    if (!turn) return begin(ctx, documentId, own)
    const after = () => begin(ctx, documentId, own)
    turn.next ??= turn.running.then(after, after)
    return turn.next
  }
}

async function lookAt<Found>(ctx: Context, documentId: string, look: (doc: Y.Doc) => Found): Promise<Found> {
  const { doc } = await readDocument(ctx, documentId)
  try {
    return look(doc)
  } finally {
    doc.destroy()
  }
}
