import { isChangeOrigin } from '@tiptap/extension-collaboration'
import { Plugin } from '@tiptap/pm/state'
import { tableEditing } from '@tiptap/pm/tables'

/**
 * ProseMirror's table editing, which fills up ragged tables: here only after a change of one's own. Two people who add a row
 * and a column at once leave a ragged table in every browser. If each browser filled it up, each would add the missing
 * cell, the table would be ragged again, and so on for good. A ragged table is drawn well enough until somebody writes in it.
 */
export function ownTableRepairs(): Plugin {
  const { spec } = tableEditing({ allowTableNodeSelection: false })
  const repair = spec.appendTransaction
  return new Plugin({
    ...spec,
    appendTransaction(transactions, before, after) {
      const own = transactions.some((transaction) => transaction.docChanged && !isChangeOrigin(transaction))
      // Told that nothing was before, it looks after the selection alone.
      return repair?.call(this, transactions, own ? before : after, after) ?? null
    },
  })
}
