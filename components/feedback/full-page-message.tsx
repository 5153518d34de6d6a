import type { ReactNode } from 'react'
import { WovenMark } from '../ui/woven-mark.tsx'

type FullPageMessageProps = { title: string; children: ReactNode; actions?: ReactNode }

/** A page that consists of one thing to say: not found, an error, an expired link. */
export function FullPageMessage({ title, children, actions }: FullPageMessageProps) {
  return (
    <main className="mx-auto flex min-h-dvh max-w-xl flex-col justify-center px-6 py-16">
      <WovenMark size={28} />
      <h1 className="display mt-8 text-4xl">{title}</h1>
      <div className="mt-4 flex max-w-[52ch] flex-col gap-3 text-lg text-soft">{children}</div>
      {actions ? <div className="mt-8 flex flex-wrap gap-3">{actions}</div> : null}
    </main>
  )
}
