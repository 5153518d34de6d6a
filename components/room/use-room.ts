import { useEffect, useEffectEvent, useState, useSyncExternalStore } from 'react'
import type { DocumentRole } from '#server/contracts/actors.ts'
import type { PresentPerson } from '#server/contracts/collaboration.ts'
import { Room, type RoomState } from './room.ts'

/**
 * Opens the page's room while the component is mounted. Undefined at first: document and connection are made and destroyed in
 * one effect, so that a page rendered twice never holds a socket that nobody closes.
 */
export function useRoom(documentId: string, user: PresentPerson, role: DocumentRole): Room | undefined {
  const [room, setRoom] = useState<Room>()
  const { id } = user
  // Whose page it is opens it anew; a name or look that changes is told to the open room by the server.
  const open = useEffectEvent(() => {
    const scheme = window.location.protocol === 'https:' ? 'wss' : 'ws'
    const { name, hue, avatar } = user
    return new Room({
      serverUrl: `${scheme}://${window.location.host}/collab`,
      documentId,
      user: { id, name, hue, avatar },
      role,
    })
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: page, person and role are what makes it another room
  useEffect(() => {
    const opened = open()
    setRoom(opened)
    return () => {
      setRoom(undefined)
      opened.close()
    }
  }, [documentId, id, role])
  return room
}

/**
 * A part of the room's state, read from the room itself: events that came before the component listened are not missed.
 * `select` returns a value or a part that the state holds, never a new object.
 */
export function useRoomState<Part>(room: Room, select: (state: RoomState) => Part): Part {
  const read = () => select(room.snapshot())
  return useSyncExternalStore(room.subscribe, read, read)
}
