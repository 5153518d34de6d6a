import type { ReactNode } from 'react'

/** A figure with its name. Several stand in a row on one line, parted by hairlines. */
export function Stat({ label, children, note }: { label: string; children: ReactNode; note?: ReactNode }) {
  return (
    <div className="flex flex-col-reverse justify-end gap-1 sm:px-6 sm:last:pr-0 sm:first:pl-0">
      <dt className="text-muted text-sm">
        {label}
        {note ? <span className="block text-xs">{note}</span> : null}
      </dt>
      <dd className="figures display text-3xl">{children}</dd>
    </div>
  )
}

export function StatRow({ children }: { children: ReactNode }) {
  return (
    <dl className="mb-10 grid grid-cols-2 gap-6 divide-hairline sm:flex sm:gap-0 sm:divide-x">{children}</dl>
  )
}
