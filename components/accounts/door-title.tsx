import type { ReactNode } from 'react'

/** What a page before one is in is about. */
export function DoorTitle({
  title,
  eyebrow,
  children,
}: {
  title: string
  eyebrow?: string | undefined
  children?: ReactNode
}) {
  return (
    <>
      {eyebrow ? <p className="eyebrow mb-3">{eyebrow}</p> : null}
      <h1 className="display text-4xl">{title}</h1>
      {children ? <div className="mt-3 flex flex-col gap-3 text-lg text-soft">{children}</div> : null}
    </>
  )
}
