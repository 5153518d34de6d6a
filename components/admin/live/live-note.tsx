'use client'

import { Pause } from 'lucide-react'

type LiveNoteProps = {
  paused: boolean
  /** How many came since it was paused. */
  news: number
  onResume: () => void
}

/** Says whether a list follows what happens, or stands still for its reader; a click makes it go on. */
export function LiveNote({ paused, news, onResume }: LiveNoteProps) {
  return (
    <p className="flex h-7 items-center text-sm">
      {paused ? (
        <button
          type="button"
          onClick={onResume}
          title="Go on with the newest"
          className="-mr-2 flex h-7 items-center gap-1.5 rounded-md px-2 text-soft transition-colors hover:bg-hover hover:text-ink"
        >
          <Pause aria-hidden="true" size={12} />
          Paused{news > 0 ? <span className="figures text-accent"> · {news} new</span> : null}
        </button>
      ) : (
        <span className="flex items-center gap-1.5 text-muted">
          <span aria-hidden="true" className="size-1.5 animate-breathe rounded-full bg-success" />
          Live
        </span>
      )}
    </p>
  )
}
