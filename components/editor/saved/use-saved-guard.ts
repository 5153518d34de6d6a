'use client'

import { useEffect } from 'react'
import { isShortcut } from '../../keyboard/shortcuts.ts'
import type { Room } from '../../room/room.ts'
import { explainSaved } from '../../room/saved-state.ts'
import { toast } from '../../ui/toast.tsx'

/** Ctrl+S (Cmd+S) tells the truth about the page, and leaving it with changes that the database lacks is asked about first. */
export function useSavedGuard(room: Room | undefined): void {
  useEffect(() => {
    if (!room) return
    const onKeyDown = (event: KeyboardEvent) => {
      if (!isShortcut(event, 'saved')) return
      event.preventDefault()
      const { saved, facts } = room.snapshot()
      toast.note(explainSaved(saved, facts))
    }
    const onBeforeUnload = (event: BeforeUnloadEvent) => {
      if (room.snapshot().facts.unsaved > 0) event.preventDefault()
    }
    window.addEventListener('keydown', onKeyDown)
    window.addEventListener('beforeunload', onBeforeUnload)
    return () => {
      window.removeEventListener('keydown', onKeyDown)
      window.removeEventListener('beforeunload', onBeforeUnload)
    }
  }, [room])
}
