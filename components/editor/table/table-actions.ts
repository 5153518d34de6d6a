import type { Editor, JSONContent } from '@tiptap/core'
import { selectedRect, type TableMap } from '@tiptap/pm/tables'
import { COLUMN_MIN } from '#server/document-model/table-nodes.ts'

/** A table of three columns and rows, the first row a header. */
export function newTable(): JSONContent {
  const row = (cell: string) => ({
    type: 'tableRow',
    content: Array.from({ length: 3 }, () => ({ type: cell, content: [{ type: 'paragraph' }] })),
  })
  return { type: 'table', content: [row('tableHeader'), row('tableCell'), row('tableCell')] }
}

const WIDTH_STEP = 40
const WIDTH_MAX = 1_200

/** Makes the column of the caret wider or narrower by one step, for people who do not drag; false outside of tables. */
export function stepColumnWidth(editor: Editor, direction: 1 | -1): boolean {
  if (!editor.isActive('table')) return false
  const { map, table, tableStart, left } = selectedRect(editor.state)
  const now = drawnWidth(editor, tableStart, map, left)
  const width = Math.min(WIDTH_MAX, Math.max(COLUMN_MIN, Math.round(now + direction * WIDTH_STEP)))
  const { tr } = editor.state
  for (let row = 0; row < map.height; row++) {
    const position = map.map[row * map.width + left]
    if (position === undefined || (row > 0 && map.map[(row - 1) * map.width + left] === position)) continue
    const cell = table.nodeAt(position)
    if (!cell) continue
    const { colspan } = cell.attrs
    const widths: number[] = Array.isArray(cell.attrs.colwidth)
      ? [...cell.attrs.colwidth]
      : Array.from({ length: colspan }, () => 0)
    widths[left - map.colCount(position)] = width
    tr.setNodeMarkup(tableStart + position, null, { ...cell.attrs, colwidth: widths })
  }
  editor.view.dispatch(tr)
  return true
}

function drawnWidth(editor: Editor, tableStart: number, map: TableMap, column: number): number {
  const position = map.map[column]
  const element = position === undefined ? undefined : editor.view.nodeDOM(tableStart + position)
  return element instanceof HTMLElement ? element.offsetWidth : COLUMN_MIN
}

/** True when the first row of the caret's table consists of header cells. */
export function hasHeaderRow(editor: Editor): boolean {
  if (!editor.isActive('table')) return false
  const { table } = selectedRect(editor.state)
  const first = table.firstChild
  return first !== null && first.childCount > 0 && first.content.content.every(isHeader)
}

const isHeader = ({ type }: { type: { name: string } }): boolean => type.name === 'tableHeader'
