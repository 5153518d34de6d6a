'use client'

import { Check, HardDrive, LoaderCircle, TriangleAlert } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { Room } from '../../room/room.ts'
import { delayBeforeShowing, explainSaved, type SavedState, type SavedWord } from '../../room/saved-state.ts'
import { useRoomState } from '../../room/use-room.ts'
import { classNames } from '../../ui/class-names.ts'
import { Popover } from '../../ui/popover.tsx'

const LOOK = {
  saved: { text: 'Saved', icon: Check },
  saving: { text: 'Saving', icon: LoaderCircle },
  'on-this-device': { text: 'On this device', icon: HardDrive },
  'not-saved': { text: 'Not saved', icon: TriangleAlert },
} as const satisfies Record<SavedWord, unknown>

/** The word on show: worse news at once, better news when it holds. */
function useShownState(room: Room): SavedState {
  const word = useRoomState(room, ({ saved }) => saved.word)
  const danger = useRoomState(room, ({ saved }) => saved.danger)
  const storageFailed = useRoomState(room, ({ facts }) => facts.storageFailed)
  const [shown, setShown] = useState<SavedState>({ word, danger })
  useEffect(() => {
    if (shown.word === word && shown.danger === danger) return
    const timer = setTimeout(
      () => setShown({ word, danger }),
      delayBeforeShowing(shown, { word, danger }, storageFailed),
    )
    return () => clearTimeout(timer)
  }, [shown, word, danger, storageFailed])
  return shown
}

/** The honest word about the page, in the header. A press explains it. */
export function SavedBadge({ room }: { room: Room }) {
  const state = useShownState(room)
  const unsaved = useRoomState(room, ({ facts }) => facts.unsaved)
  const connection = useRoomState(room, (now) => now.connection)
  const announcement = useAnnouncement(state)
  const { text, icon: Icon } = LOOK[state.word]
  const offline = connection === 'offline' && state.word === 'saved'
  return (
    <>
      <p role="status" className="sr-only">
        {announcement}
      </p>
      <Popover
        label="Is this page saved?"
        align="end"
        trigger={
          <button
            type="button"
            data-saved={state.word}
            className={classNames(
              'flex h-7 items-center gap-1.5 rounded-md px-2 text-sm transition-colors hover:bg-hover pointer-coarse:h-10 pointer-coarse:min-w-10 pointer-coarse:justify-center',
              state.danger ? 'bg-danger-wash font-medium text-danger' : 'text-muted',
            )}
          >
            <Icon
              aria-hidden="true"
              size={14}
              className={classNames('shrink-0', state.word === 'saving' && 'motion-safe:animate-spin')}
            />
            <span className={classNames('whitespace-nowrap', !state.danger && 'max-sm:sr-only')}>
              {offline ? 'Saved, offline' : text}
            </span>
          </button>
        }
      >
        <p className="text-base text-soft">{explainSaved(state, { unsaved, connection })}</p>
        {connection === 'offline' ? (
          <button
            type="button"
            className="mt-2 font-medium text-accent underline underline-offset-2"
            onClick={() => room.connectNow()}
          >
            Try to connect now
          </button>
        ) : null}
      </Popover>
    </>
  )
}

/** Screen readers hear when writing is in danger and when that is over; a word a key press would drown everything else. */
function useAnnouncement(state: SavedState): string {
  const [text, setText] = useState('')
  const alarmed = useRef(false)
  useEffect(() => {
    if (state.danger) {
      alarmed.current = true
      setText(LOOK[state.word].text)
    } else if (alarmed.current && state.word === 'saved') {
      alarmed.current = false
      setText(LOOK.saved.text)
    }
  }, [state])
  return text
}
