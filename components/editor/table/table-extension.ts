import { TableView } from '@tiptap/extension-table'
import type { Node } from '@tiptap/pm/model'
import { columnResizing } from '@tiptap/pm/tables'
import { COLUMN_MIN, TableNode } from '#server/document-model/table-nodes.ts'
import { ownTableRepairs } from './own-table-repairs.ts'

/** A table that can be written in: Tab goes from cell to cell, and columns are dragged wider. */
export const editableTable = TableNode.extend({
  addProseMirrorPlugins() {
    return [
      // Also for readers: who becomes an editor while the page is open gets no new plugins. It does nothing while they read.
      columnResizing({
        handleWidth: 6,
        cellMinWidth: COLUMN_MIN,
        defaultCellMinWidth: COLUMN_MIN,
        View: TrueWidths,
        lastColumnResizable: true,
      }),
      ownTableRepairs(),
    ]
  },
  // The resizing plugin brings the view.
  addNodeView: () => null,
})

/** Tiptap's view leaves a column as wide as it was when its width is taken away again: by undo, or by another person. */
class TrueWidths extends TableView {
  override update(node: Node): boolean {
    for (const column of this.colgroup.children)
      if (column instanceof HTMLElement) column.style.removeProperty('width')
    return super.update(node)
  }
}
