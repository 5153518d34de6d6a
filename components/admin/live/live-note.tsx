'use client'

import { Pause } from 'lucide-react'
import type { Reading } from './use-reading.ts'

type LiveNoteProps = {
  reading: Reading
  /** How many came since it was paused. */
  news: number
}

/** Says whether a list follows what happens, or stands still for its reader; a click makes it go on. */
export function LiveNote({ reading, news }: LiveNoteProps) {
  return (
    <p {...reading.note} className="flex h-7 items-center text-sm pointer-coarse:h-10">
      {reading.paused ? (
        <button
          type="button"
          onClick={reading.resume}
          title="Go on with the newest"
          className="-mr-2 flex h-7 items-center gap-1.5 rounded-md px-2 text-soft transition-colors pointer-coarse:h-10 hover:bg-hover hover:text-ink"
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
