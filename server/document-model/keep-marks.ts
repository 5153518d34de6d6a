import type * as Y from 'yjs'

/**
 * Leaves alone marks that do nothing at the moment. When changes of others come in, Yjs deletes such marks and leaves it to its
 * client to tell everybody. A copy that can tell nobody (a snapshot in the making, a reader's page) would show other words marked
 * than everybody else as soon as somebody writes between them. `applies` is asked each time.
 */
export function keepMarks(doc: Y.Doc, applies: () => boolean = () => true): void {
  // The last moment before Yjs looks whether it has something to tidy up.
  doc.on('afterTransaction', (transaction) => {
    if (applies()) transaction._needFormattingCleanup = false
  })
}
