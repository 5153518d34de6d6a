import type { ReactNode } from 'react'
import { classNames } from '../ui/class-names.ts'

export type Column<Row> = {
  head: string
  cell: (row: Row) => ReactNode
  align?: 'right'
  /** Left out on narrow screens. */
  wide?: boolean
  grow?: boolean
}

type DataTableProps<Row> = {
  label: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  keyOf: (row: Row) => string
}

/** Rows on hairlines. The first column is the row's own header. */
export function DataTable<Row>({ label, columns, rows, keyOf }: DataTableProps<Row>) {
  return (
    <table className="w-full border-collapse text-left text-sm">
      <caption className="sr-only">{label}</caption>
      <thead>
        <tr className="border-edge border-b">
          {columns.map((column) => (
            <th
              key={column.head}
              scope="col"
              className={classNames('py-2 font-medium text-muted text-xs', spacing(column))}
            >
              {column.head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr
            key={keyOf(row)}
            className="relative border-hairline border-b transition-colors hover:bg-raised"
          >
            {columns.map((column) => (
              <td key={column.head} className={classNames('py-2.5 align-middle', spacing(column))}>
                {column.cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function spacing<Row>({ align, wide, grow }: Column<Row>): string {
  return classNames(
    'pr-5 last:pr-0',
    align === 'right' && 'figures text-right',
    wide && 'hidden md:table-cell',
    grow ? 'w-full max-w-0 truncate' : 'whitespace-nowrap',
  )
}
