import type { ReactNode } from 'react'
import { WovenMark } from './woven-mark.tsx'

/** What a list says when it has nothing yet: what would stand here, and the way to make it. */
export function EmptyState({
  title,
  children,
  action,
}: {
  title: string
  children: ReactNode
  action?: ReactNode
}) {
  return (
    <div className="flex flex-col items-start gap-3 border-hairline border-t py-12">
      <WovenMark size={28} faint />
      <h2 className="display text-2xl">{title}</h2>
      <div className="max-w-[46ch] text-lg text-soft">{children}</div>
      {action ? <div className="mt-2">{action}</div> : null}
    </div>
  )
}
