'use client'

import { type KeyboardEvent, type ReactNode, useRef } from 'react'
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
  /** Makes rows pickable. Shift picks a range; the arrow keys go from row to row. */
  selection?: {
    picked: ReadonlySet<string>
    onPick: (picked: ReadonlySet<string>) => void
    /** How a row's box is called: "Pick Summarise of 12:30". */
    nameOf: (row: Row) => string
  }
}

/** Rows on hairlines, close together. The first column is the row's own header. */
export function DataTable<Row>({ label, columns, rows, keyOf, selection }: DataTableProps<Row>) {
  const last = useRef<string>(undefined)
  const keys = rows.map(keyOf)

  function pick(key: string, shift: boolean): void {
    if (!selection) return
    const next = new Set(selection.picked)
    const wanted = !next.has(key)
    const from = shift && last.current ? keys.indexOf(last.current) : -1
    const range = from < 0 ? [key] : between(keys, from, keys.indexOf(key))
    for (const each of range) wanted ? next.add(each) : next.delete(each)
    last.current = key
    selection.onPick(next)
  }

  return (
    <table className="w-full border-collapse text-left text-sm">
      <caption className="sr-only">{label}</caption>
      <thead>
        <tr className="border-edge border-b">
          {selection ? (
            <th scope="col" className="w-8 py-1.5 pr-2">
              <Box
                label={`Pick all ${rows.length} shown`}
                checked={rows.length > 0 && keys.every((key) => selection.picked.has(key))}
                onPick={() =>
                  selection.onPick(keys.every((key) => selection.picked.has(key)) ? new Set() : new Set(keys))
                }
              />
            </th>
          ) : null}
          {columns.map((column) => (
            <th
              key={column.head}
              scope="col"
              className={classNames('py-1.5 font-medium text-muted text-xs', spacing(column))}
            >
              {column.head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody onKeyDown={moveByArrows}>
        {rows.map((row) => {
          const key = keyOf(row)
          const picked = selection?.picked.has(key) ?? false
          return (
            <tr
              key={key}
              className={classNames(
                'relative border-hairline border-b transition-colors',
                picked ? 'bg-accent-wash' : 'hover:bg-raised',
              )}
            >
              {selection ? (
                <td className="relative z-10 py-1.5 pr-2 align-middle">
                  <Box label={selection.nameOf(row)} checked={picked} onPick={(shift) => pick(key, shift)} />
                </td>
              ) : null}
              {columns.map((column) => (
                <td
                  key={column.head}
                  className={classNames(
                    'py-2 align-middle',
                    spacing(column),
                    // A figure and its unit are one word.
                    column.align === 'right' && 'whitespace-nowrap',
                  )}
                >
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

type BoxProps = { label: string; checked: boolean; onPick: (shift: boolean) => void }

function Box({ label, checked, onPick }: BoxProps) {
  return (
    // A finger's breadth around the box, without making the row higher.
    <label className="grid cursor-pointer place-items-center justify-items-start pointer-coarse:-my-1.5 pointer-coarse:-mr-3 pointer-coarse:h-10">
      <input
        type="checkbox"
        aria-label={label}
        checked={checked}
        onChange={(event) => onPick('shiftKey' in event.nativeEvent && event.nativeEvent.shiftKey === true)}
        className="block size-4 cursor-pointer accent-accent pointer-coarse:size-5"
      />
    </label>
  )
}

/** Up and down go to the same control of the next row; the page does not scroll meanwhile. */
function moveByArrows(event: KeyboardEvent<HTMLTableSectionElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
  const control = event.target instanceof HTMLElement ? event.target : null
  const row = control?.closest('tr')
  const next = event.key === 'ArrowDown' ? row?.nextElementSibling : row?.previousElementSibling
  const tag = control?.tagName.toLowerCase()
  if (!next || (tag !== 'input' && tag !== 'button' && tag !== 'a')) return
  event.preventDefault()
  next.querySelector<HTMLElement>(tag)?.focus()
}

function between(keys: readonly string[], from: number, to: number): readonly string[] {
  return keys.slice(Math.min(from, to), Math.max(from, to) + 1)
}

function spacing<Row>({ align, wide, grow }: Column<Row>): string {
  return classNames(
    'pr-5 last:pr-0',
    align === 'right' && 'figures text-right',
    wide && 'hidden md:table-cell',
    // On a phone words wrap: a name or an act must not push the table over the edge.
    grow ? 'w-full max-w-0 truncate' : 'md:whitespace-nowrap',
  )
}
