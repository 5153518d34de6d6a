import type * as Y from 'yjs'
import { documentChannel, documentSignal } from '#server/contracts/collaboration.ts'
import { idOf } from './id-of.ts'
import { createHost } from './scheduler.ts'
import type { World } from './world.ts'

/**
 * A job that edits a page from a process of its own, as `editDocument` does: it holds the row while it reads, changes and
 * appends, commits or is rolled back, and tells the others afterwards. It runs once.
 */
export function runJob(world: World, documentId: string, edit: (doc: Y.Doc) => void): void {
  const { scheduler, database, weather } = world
  const host = createHost('job')
  const document = database.document(documentId)
  const transaction = Symbol('job')
  const begin = (): void => {
    if (database.isAway) return
    if (document.lockedBy !== undefined) {
      scheduler.after(2, begin)
      return
    }
    document.lockedBy = transaction
    const { generation } = database
    const doc = database.truth(document)
    doc.clientID = world.newClientId()
    const changes: Uint8Array[] = []
    doc.on('update', (update: Uint8Array) => changes.push(update))
    edit(doc)
    const [bytes] = changes
    scheduler.after(weather.commitTakes(), () => {
      if (generation !== database.generation) return
      document.lockedBy = undefined
      if (!bytes) return
      const author = { kind: 'job', id: idOf('70b', doc.clientID) } as const
      const entry = { bytes, clientId: doc.clientID, author }
      database.commit(document, [entry], [{ clientId: doc.clientID, author }], 1)
      world.bus
        .port(host)
        .notify(documentChannel(documentId), documentSignal(documentId, document.rows.length))
    })
  }
  scheduler.after(weather.databaseLatency(), begin)
}
