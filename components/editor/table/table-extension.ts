import { TableView } from '@tiptap/extension-table'
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
        View: TableView,
        lastColumnResizable: true,
      }),
      ownTableRepairs(),
    ]
  },
  // The resizing plugin brings the view.
  addNodeView: () => null,
})
