import type { ReactNode } from 'react'
import { WovenCloth } from '../ui/woven-cloth.tsx'
import { WovenMark } from '../ui/woven-mark.tsx'

/** The page before one is in: the form on paper, the cloth beside it where there is room. */
export function AuthFrame({ children }: { children: ReactNode }) {
  return (
    <div className="grid min-h-dvh lg:grid-cols-[minmax(0,1fr)_minmax(0,0.72fr)]">
      <main className="flex flex-col px-6 py-8 sm:px-12 lg:px-20">
        <p className="flex w-full max-w-md items-center gap-2.5 font-medium text-lg lg:mx-auto">
          <WovenMark size={22} />
          Weft
        </p>
        <div className="flex w-full max-w-md flex-1 flex-col justify-center py-12 lg:mx-auto">{children}</div>
      </main>
      <aside className="relative hidden overflow-hidden border-hairline border-l bg-sunken lg:flex lg:flex-col lg:justify-start">
        <WovenCloth className="absolute inset-0" />
        <p className="display relative max-w-[18ch] p-14 text-3xl text-ink leading-snug">
          Write together. Hand the rest to the loom. <em className="text-accent">Lose nothing.</em>
        </p>
      </aside>
    </div>
  )
}
