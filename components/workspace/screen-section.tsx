import { type ReactNode, useId } from 'react'

/** A part of a screen with its name, what it is for, and what one can do there. */
export function ScreenSection({
  title,
  lead,
  actions,
  children,
}: {
  title: string
  lead?: ReactNode
  actions?: ReactNode
  children: ReactNode
}) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="mt-14 first:mt-0">
      <div className="mb-4 flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
        <div>
          <h2 id={id} className="display text-2xl">
            {title}
          </h2>
          {lead ? <p className="mt-1 max-w-[58ch] text-muted">{lead}</p> : null}
        </div>
        {actions}
      </div>
      {children}
    </section>
  )
}
