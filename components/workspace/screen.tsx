import type { ReactNode } from 'react'
import { classNames } from '../ui/class-names.ts'

/** The measure of a screen: a column to read, or a wide one for tables. */
export function Screen({ wide = false, children }: { wide?: boolean; children: ReactNode }) {
  return (
    <div
      className={classNames(
        'mx-auto w-full px-5 pt-6 pb-24 sm:px-8 sm:pt-10',
        wide ? 'max-w-6xl' : 'max-w-3xl',
      )}
    >
      {children}
    </div>
  )
}

/** The name of a screen, what it is for, and what one can do there. */
export function ScreenTitle({
  children,
  lead,
  actions,
}: {
  children: ReactNode
  lead?: ReactNode
  actions?: ReactNode
}) {
  return (
    <div className="mb-8">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-4">
        <h1 className="display text-4xl">{children}</h1>
        {actions ? <div className="flex items-center gap-2">{actions}</div> : null}
      </div>
      {lead ? <p className="mt-3 max-w-[66ch] text-pretty text-lg text-soft">{lead}</p> : null}
    </div>
  )
}
