import type { Extensions } from '@tiptap/core'
import { Table, TableCell, TableHeader, TableRow } from '@tiptap/extension-table'

/** The narrowest column, in pixels: a thumb's width, and about eight letters. */
export const COLUMN_MIN = 72
/** Columns or rows that one cell may span. */
export const SPAN_MAX = 200

// No table right in a cell of another, and no pending result: neither can be read in a column.
const CELL_CONTENT =
  '(paragraph | heading | bulletList | orderedList | taskList | blockquote | codeBlock | callout | image | file)+'

/** The table that the editor may give a view; rows and cells have none. */
export const TableNode = Table.configure({ cellMinWidth: COLUMN_MIN, renderWrapper: true })

/** Rows and cells of tables. */
export const TABLE_PARTS: Extensions = [
  TableRow,
  TableHeader.extend({ content: CELL_CONTENT }),
  TableCell.extend({ content: CELL_CONTENT }),
]
