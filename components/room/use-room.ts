import { useEffect, useState, useSyncExternalStore } from 'react'
import type { DocumentRole } from '#server/contracts/actors.ts'
import { type PresentUser, Room, type RoomState } from './room.ts'

/**
 * Opens the page's room while the component is mounted. Undefined at first: document and connection are made and destroyed in
 * one effect, so that a page rendered twice never holds a socket that nobody closes.
 */
export function useRoom(documentId: string, user: PresentUser, role: DocumentRole): Room | undefined {
  const [room, setRoom] = useState<Room>()
  const { id, name, hue } = user
  useEffect(() => {
    const scheme = window.location.protocol === 'https:' ? 'wss' : 'ws'
    const opened = new Room({
      serverUrl: `${scheme}://${window.location.host}/collab`,
      documentId,
      user: { id, name, hue },
      role,
    })
    setRoom(opened)
    return () => {
      setRoom(undefined)
      opened.close()
    }
  }, [documentId, id, name, hue, role])
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
