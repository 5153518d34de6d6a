import type { ReactNode } from 'react'
import { classNames } from '../ui/class-names.ts'
import { WovenMark } from '../ui/woven-mark.tsx'

type FullPageMessageProps = {
  title: string
  children: ReactNode
  actions?: ReactNode
  /** Set inside the workspace's frame, which has the page's main landmark already. */
  framed?: boolean
}

/** A page that consists of one thing to say: not found, an error, an expired link. */
export function FullPageMessage({ title, children, actions, framed = false }: FullPageMessageProps) {
  const Frame = framed ? 'div' : 'main'
  return (
    <Frame
      className={classNames(
        'mx-auto flex max-w-xl flex-col justify-center px-6 py-16',
        framed ? 'min-h-[80dvh]' : 'min-h-dvh',
      )}
    >
      <WovenMark size={28} />
      <h1 className="display mt-8 text-4xl">{title}</h1>
      <div className="mt-4 flex max-w-[52ch] flex-col gap-3 text-lg text-soft">{children}</div>
      {actions ? <div className="mt-8 flex flex-wrap gap-3">{actions}</div> : null}
    </Frame>
  )
}
